#!/usr/bin/env python3
"""The program csip from outside: exit codes, what it says, and whole phones at `csip serve`.  Prints TAP.

Usage: program.py CSIP
"""
import json
import os
import pathlib
import queue
import re
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

CSIP = os.path.abspath(sys.argv[1])
SECONDS = 20
DONE, REFUSED, USAGE, NO_CONNECTION = range(4)
PASSWORDS = {"alice": "wonder-land", "bob": "bob's secret"}

folder = pathlib.Path(tempfile.mkdtemp(prefix="csip-cli-"))
environment = {**os.environ, "CSIP_ICE_LOOPBACK": "1"}
environment.pop("CSIP_PASSWORD", None)


class Server:
    """csip serve, with the accounts of alice and bob."""

    def __init__(self):
        users = folder / "users"
        users.write_text("".join(f"{name}:{password}\n" for name, password in PASSWORDS.items()))
        users.chmod(0o600)
        self.ca_file = str(folder / "ca.pem")
        self.process = subprocess.Popen(
            [CSIP, "serve", "--json", "--users", users, "--domain", "example.test", "--ws-port", "0",
             "--wss-port", "0", "--ca-file", self.ca_file],
            stdout=subprocess.PIPE, text=True, env=environment)
        serving = json.loads(self.process.stdout.readline())
        self.ws, self.wss = serving["ws"], serving["wss"]
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def stop(self):
        self.process.terminate()
        assert self.process.wait(SECONDS) == 0


class Phone:
    """csip phone --json, driven."""

    def __init__(self, user=None, server=None):
        self.user, self.events, self.news = user, [], queue.Queue()
        self.process = subprocess.Popen([CSIP, "phone", "--json"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, env=environment)
        threading.Thread(target=self.read, daemon=True).start()
        if server:
            self.send(command="register", server=server.wss, uri=f"sip:{user}@example.test",
                      password=PASSWORDS[user], ca_file=server.ca_file)
            self.wait("registered")

    def read(self):
        for line in self.process.stdout:
            self.news.put(json.loads(line))
        self.news.put(None)

    def write(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def send(self, **command):
        self.write(json.dumps(command))

    def wait(self, name, **fields):
        """The next event of that name with those fields; those before it are passed over."""
        deadline = time.monotonic() + SECONDS
        while True:
            event = self.news.get(timeout=max(0.01, deadline - time.monotonic()))
            assert event, f"{self.user}: no {name}, but {self.events}"
            self.events.append(event)
            if event["event"] == name and fields.items() <= event.items():
                return event

    def ends(self, wanted=DONE):
        code = self.process.wait(SECONDS)
        assert code == wanted, f"{self.user} ended with {code}: {self.events}"

    def quit(self):
        self.send(command="quit")
        self.ends()


def run(code, pattern, *arguments, stdin="", password=None):
    """csip to its end: its exit code, and what it says on both outputs."""
    it = subprocess.run([CSIP, *arguments], input=stdin, text=True, timeout=SECONDS,
                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                        env={**environment, **({"CSIP_PASSWORD": password} if password else {})})
    assert it.returncode == code, f"{arguments}: {it.returncode}\n{it.stdout}"
    assert re.search(pattern, it.stdout), f"{arguments}: no {pattern} in\n{it.stdout}"
    for secret in PASSWORDS.values():
        assert secret not in it.stdout, f"{arguments}: tells a password\n{it.stdout}"
    return it.stdout


def account(user, url):
    return ("--server", url, "--uri", f"sip:{user}@example.test", "--ca-file", server.ca_file)


def wav_seconds(path):
    """How long a recording is; only one that was completed has the right length in its head."""
    octets = pathlib.Path(path).read_bytes()
    assert octets[:4] == b"RIFF" and struct.unpack("<I", octets[4:8])[0] == len(octets) - 8
    rate = struct.unpack("<I", octets[24:28])[0]
    return (len(octets) - 44) / 2 / rate


def establish(caller, callee, **media):
    caller.send(command="call", target=callee.user, **media)
    session = callee.wait("newRTCSession", originator="remote")["session"]
    callee.send(command="answer", session=session, **media)
    callee.wait("confirmed")
    return caller.wait("confirmed")["session"], session


# ---- cases ----

def wrong_use_is_told_and_exits_2():
    for pattern, *arguments in [
            ("which command", ),
            ("no such command: nonsense", "nonsense"),
            ("--nonsense", "register", "--nonsense"),
            ("--server needs a value", "register", "--server"),
            ("--server: missing|sockets|--server", "register", "--uri", "a@b"),
            ("--uri: missing", "register", "--server", "ws://x"),
            ('--uri "sip:@@x"', "register", "--server", "ws://x", "--uri", "sip:@@x"),
            ('--server "http://x"', "register", "--server", "http://x", "--uri", "a@b"),
            ("--password: .*visible", "register", "--password", "x"),
            ("--password: .*visible", "register", "--password=x"),
            ("/no/such", "register", "--server", "ws://x", "--uri", "a@b", "--password-file", "/no/such"),
            ('--ca-file "/no/such"', "register", "--ca-file", "/no/such"),
            ('--register-expires "-1"', "register", "--register-expires", "-1"),
            ("TARGET", "call", "--server", "ws://x", "--uri", "a@b"),
            ('"more"', "call", "bob", "more"),
            ('"sip:bob@exa mple"', "call", "sip:bob@exa mple"),
            ('--audio-in "tone:9"', "call", "--audio-in", "tone:9", "bob"),
            ('--video-in "blue"', "call", "--video-in", "blue", "bob"),
            ('--duration "soon"', "call", "--duration", "soon", "bob"),
            ('--reject "200"', "answer", "--reject", "200"),
            ('--count "0"', "answer", "--count", "0"),
            ("TARGET TEXT", "message", "bob")]:
        run(USAGE, pattern, *arguments)


def help_and_version_are_told():
    overview = run(DONE, "Commands:", "--help")
    for command in re.findall(r"^  ([a-z]+)  ", overview, re.M):
        run(DONE, "(?i)examples?:|usage:", command, "--help")
    run(DONE, r"^csip \d+\.\d+\.\d+\n$", "--version")


def password_comes_from_file_or_environment():
    secret = folder / "secret"
    secret.write_text(PASSWORDS["alice"] + "\n")
    run(DONE, "registered", "register", *account("alice", server.ws), "--password-file", secret)
    run(DONE, "registered", "register", *account("alice", server.wss), password=PASSWORDS["alice"])
    run(REFUSED, "401|Authentication", "register", *account("alice", server.ws), password="wrong")
    run(REFUSED, "401|Authentication", "register", *account("alice", server.ws))


def no_connection_exits_3():
    run(NO_CONNECTION, "127.0.0.1 port 1", "register", *account("alice", "ws://127.0.0.1:1"))
    run(NO_CONNECTION, "nowhere.invalid", "call", *account("alice", "ws://nowhere.invalid"), "bob")
    run(NO_CONNECTION, "certificate", "message", "--server", server.wss, "--uri",
        "sip:alice@example.test", "bob", "hi")
    both = run(NO_CONNECTION, "port 2", "register", *account("alice", "ws://127.0.0.1:1"), "--server",
               "ws://127.0.0.1:2")
    assert len(re.findall(" disconnected ", both)) == 2, both


def refusals_exit_1():
    alice = account("alice", server.ws)
    run(REFUSED, "404", "call", *alice, "nobody", password=PASSWORDS["alice"])
    run(REFUSED, "480", "call", *alice, "bob", password=PASSWORDS["alice"])
    run(REFUSED, "480", "message", *alice, "bob", "-", stdin="hi", password=PASSWORDS["alice"])


def trace_shows_messages_but_no_credentials():
    text = run(DONE, "sipOut", "register", *account("alice", server.ws), "--trace",
               password=PASSWORDS["alice"])
    assert re.search(r"Authorization: Digest .*response=\"\*+\"", text), text


def calls_by_call_and_answer_exit_as_they_end():
    answer = subprocess.Popen(
        [CSIP, "answer", *account("bob", server.wss), "--count", "2", "--audio-in", "tone:660",
         "--audio-out", folder / "bob.wav"],
        stdout=subprocess.PIPE, text=True, env={**environment, "CSIP_PASSWORD": PASSWORDS["bob"]})
    while " registered" not in answer.stdout.readline():
        pass
    wav, png = folder / "call.wav", folder / "call.png"
    run(DONE, "(?s)confirmed.*ended.*audio codec=opus.*video codec=VP8", "call",
        *account("alice", server.wss), "bob", "--duration", "1.5", "--audio-out", wav, "--video-out",
        png, password=PASSWORDS["alice"])
    run(DONE, "(?s)confirmed.*ended", "call", *account("alice", server.wss), "bob", "--duration",
        "0.5", "--no-video", password=PASSWORDS["alice"])
    answer.stdout.read()
    assert answer.wait(SECONDS) == DONE
    assert wav_seconds(wav) > 0.8 and png.read_bytes()[:4] == b"\x89PNG"
    assert wav_seconds(folder / "bob.wav") > wav_seconds(folder / "bob-2.wav") > 0


def answer_rejects_and_call_exits_1():
    answer = subprocess.Popen(
        [CSIP, "answer", *account("bob", server.ws), "--count", "1", "--reject", "486"],
        stdout=subprocess.PIPE, text=True, env={**environment, "CSIP_PASSWORD": PASSWORDS["bob"]})
    while " registered" not in answer.stdout.readline():
        pass
    run(REFUSED, "Busy.*486", "call", *account("alice", server.ws), "bob", password=PASSWORDS["alice"])
    answer.stdout.read()
    assert answer.wait(SECONDS) == DONE


def phone_tells_what_is_wrong_with_a_line():
    phone = Phone()
    for number, (line, wanted) in enumerate([
            ("{", {"error": "PARSE"}),
            ("[]", {"error": "PARSE"}),
            ("x" * 300000, {"error": "PARSE"}),
            ('{"command":"nonsense","id":7}', {"field": "command", "value": "nonsense", "id": 7}),
            ('{"id":"a"}', {"field": "command", "reason": "missing", "id": "a"}),
            ('{"command":"call"}', {"field": "target", "reason": "missing"}),
            ('{"command":"call","target":"bob","tune":1}', {"field": "tune"}),
            ('{"command":"call","target":"bob","tone":"high"}', {"field": "tone", "value": "high"}),
            ('{"command":"call","target":"bob","video":1}', {"field": "video"}),
            ('{"command":"call","target":"bob"}', {"error": "STATE", "reason": "register first"}),
            ('{"command":"stats","session":0}', {"field": "session", "value": "0"}),
            ('{"command":"register","uri":"a@b"}', {"error": "CONFIG", "field": "server"}),
            ('{"command":"register","server":"http://x","uri":"a@b"}', {"field": "server", "value": "http://x"}),
            ('{"command":"register","server":"ws://x","uri":"a@b","password":["p4ss"]', {"error": "PARSE"}),
            ('{"command":"register","server":"ws://x","uri":"a@b","password":{"p4ss":1}}', {"field": "password"}),
    ], 1):
        phone.write(line)
        event = phone.wait("error", line=number)
        assert wanted.items() <= event.items(), (line[:80], event)
        assert "p4ss" not in json.dumps(event), event
    phone.quit()


def phones_talk_and_record():
    alice, bob = Phone("alice", server), Phone("bob", server)
    alice.send(command="message", target="bob", body="Grüße, 你好", id=1)
    alice.wait("ok", id=1, command="message")
    assert bob.wait("newMessage")["body"] == "Grüße, 你好"
    alice.wait("succeeded", status=200)
    alice.send(command="options", target="bob")
    alice.wait("succeeded", status=200)
    wav, png = str(folder / "phones.wav"), str(folder / "phones.png")
    here, there = establish(alice, bob, tone=440, rgb="c04030", wav=wav, png=png)
    time.sleep(1.5)
    alice.send(command="mute", session=here)
    alice.wait("muted", audio=True, video=False)
    alice.send(command="unmute", session=here)
    alice.wait("unmuted")
    alice.send(command="stats", session=here, id="s")
    stats = alice.wait("stats", id="s")
    assert stats["audio"]["packets_received"] > 30 and stats["video"]["frames_decoded"] > 5, stats
    alice.send(command="register", server=server.ws, uri="sip:bob@example.test")
    alice.wait("error", error="STATE")
    bob.send(command="hangup", session=there)
    assert alice.wait("ended", originator="remote", cause="Terminated")["audio"]["codec"] == "opus"
    assert wav_seconds(wav) > 0.8 and pathlib.Path(png).read_bytes()[:4] == b"\x89PNG"
    bob.wait("ended", originator="local")
    alice.quit()
    bob.quit()


def phone_holds_several_calls():
    alice, bob = Phone("alice", server), Phone("bob", server)
    sessions = {establish(alice, bob, video=False)[0] for _ in range(3)}
    assert len(sessions) == 3
    for session in sessions:
        alice.send(command="hangup", session=session)
        alice.wait("ended", session=session)
        bob.wait("ended")
    alice.send(command="hangup", session=sessions.pop(), id=1)
    assert alice.wait("error", id=1)["error"] in ("STATE", "NOT_FOUND")
    alice.quit()
    bob.quit()


def phone_rejects_and_cancels():
    alice, bob = Phone("alice", server), Phone("bob", server)
    alice.send(command="call", target="bob")
    bob.send(command="reject", session=bob.wait("newRTCSession")["session"], code=486)
    alice.wait("failed", originator="remote", cause="Busy", status=486)
    alice.send(command="call", target="bob")
    alice.wait("progress")
    alice.send(command="hangup", session=alice.events[-1]["session"])
    alice.wait("failed", originator="local", cause="Canceled")
    bob.wait("failed", originator="remote", cause="Canceled")
    alice.quit()
    bob.quit()


def phone_ends_in_good_order_however_it_is_ended():
    bob = Phone("bob", server)
    for end in (lambda it: it.send(command="quit"), lambda it: it.process.stdin.close(),
                lambda it: it.process.send_signal(signal.SIGTERM),
                lambda it: it.process.send_signal(signal.SIGINT)):
        alice = Phone("alice", server)
        wav = str(folder / "end.wav")
        establish(alice, bob, wav=wav, video=False)
        time.sleep(0.7)
        end(alice)
        alice.ends()
        names = [event["event"] for event in iter(alice.news.get, None)]
        assert "ended" in names and "unregistered" in names, names
        assert wav_seconds(wav) > 0.1
        bob.wait("ended", originator="remote")
    bob.quit()


def phone_takes_commands_from_a_file():
    commands = folder / "commands"
    commands.write_text('{"command":"stats","session":1,"id":1}\n{"command":"quit","id":2}')
    with open(commands) as file:
        it = subprocess.run([CSIP, "phone", "--json"], stdin=file, stdout=subprocess.PIPE, text=True,
                            timeout=SECONDS, env=environment)
    events = [json.loads(line) for line in it.stdout.splitlines()]
    assert [event["id"] for event in events] == [1, 2] and it.returncode == DONE, it.stdout


def phone_changes_its_account():
    phone = Phone("alice", server)
    phone.send(command="register", server=server.ws, uri="sip:bob@example.test", password="wrong")
    phone.wait("registrationFailed", status=401)
    phone.send(command="register", server=server.ws, uri="sip:bob@example.test",
               password=PASSWORDS["bob"])
    phone.wait("registered")
    phone.send(command="unregister")
    phone.wait("unregistered")
    phone.send(command="register")
    phone.wait("registered")
    phone.quit()


def phone_outlives_its_server():
    own = Server()
    phone = Phone("alice", own)
    own.stop()
    phone.wait("disconnected")
    phone.wait("connecting")
    phone.quit()


def phone_without_reader_ends():
    phone = subprocess.Popen([CSIP, "phone", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             text=True, env=environment)
    phone.stdout.close()
    phone.stdin.write('{"command":"nonsense"}\n')
    phone.stdin.flush()
    assert phone.wait(SECONDS) == DONE


CASES = [wrong_use_is_told_and_exits_2, help_and_version_are_told, password_comes_from_file_or_environment,
         no_connection_exits_3, refusals_exit_1, trace_shows_messages_but_no_credentials,
         calls_by_call_and_answer_exit_as_they_end, answer_rejects_and_call_exits_1,
         phone_tells_what_is_wrong_with_a_line, phones_talk_and_record, phone_holds_several_calls,
         phone_rejects_and_cancels, phone_ends_in_good_order_however_it_is_ended,
         phone_takes_commands_from_a_file, phone_changes_its_account, phone_outlives_its_server,
         phone_without_reader_ends]

print(f"1..{len(CASES)}", flush=True)
server = Server()
failures = 0
for index, case in enumerate(CASES, 1):
    try:
        case()
        print(f"ok {index} - {case.__name__}", flush=True)
    except Exception as error:  # whatever is wrong is this case's failure, the others go on
        failures += 1
        print(f"not ok {index} - {case.__name__}", flush=True)
        for line in f"{type(error).__name__}: {error}".splitlines():
            print(f"# {line}", flush=True)
server.stop()
subprocess.run(["rm", "-r", str(folder)], check=True)
sys.exit(failures > 0)
