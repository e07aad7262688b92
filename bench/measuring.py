"""What bench/count and bench/run share: building the programs, counting their instructions."""
import json
import os
import pathlib
import re
import subprocess

HERE = pathlib.Path(__file__).parent
BUILD = pathlib.Path("build-bench")
OWN_CORPUS = HERE / "messages"
WORKS = ("parse", "write", "digest")


def corpus():
    return pathlib.Path(os.environ.get("CORPUS") or OWN_CORPUS)


def set_up():
    """A folder built as a release is, apart from the other builds."""
    if not (BUILD / "build.ninja").exists():
        subprocess.run(["meson", "setup", BUILD, "-Dbuildtype=release", "-Doptimization=2",
                        "-Ddebug=true"], check=True, stdout=subprocess.DEVNULL)


def targets():
    """The names of the programs that can be built here."""
    listed = subprocess.run(["meson", "introspect", "--targets", BUILD], check=True,
                            capture_output=True, text=True).stdout
    return {target["name"] for target in json.loads(listed)}


def build(target):
    subprocess.run(["ninja", "-C", BUILD, f"bench/{target}"], check=True, stdout=subprocess.DEVNULL)
    return BUILD / "bench" / target


def instructions(program, work, rounds=20):
    """Of one message, when all is warm."""
    ran = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                          "--toggle-collect=measured", program, work, corpus(), f"-{rounds}"],
                         capture_output=True, text=True, check=True)
    total = int(re.search(r"Collected : (\d+)", ran.stderr)[1])
    messages = len(list(corpus().glob("*.sip"))) if work == "parse" else 1
    return round(total / rounds / messages)
