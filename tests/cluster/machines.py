"""Machines of a cluster, all on this one: each runs etcd, Patroni and PostgreSQL.

A machine is killed as a loss of power would do it: all its processes at once, with SIGKILL.
"""

import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx2

from tests.api.servers import free_port
from tests.stores.cluster import NoPostgres, programs

NEEDED = ("etcd", "patroni")
START_SECONDS = 90
LEASES = (
    "--experimental-enable-lease-checkpoint",
    "--experimental-enable-lease-checkpoint-persist",
)
"""What is left of the leader's time is known to the next leader of etcd, too; otherwise it would
begin again when a machine is lost on which both led."""


class NoCluster(Exception):
    """What a cluster is made of is not installed."""


class Machine:
    """A machine: a member of etcd, and a node of PostgreSQL under Patroni."""

    def __init__(self, number: int, folder: Path) -> None:
        self.name = f"m{number}"
        self.folder = folder / self.name
        self.folder.mkdir()
        self.data = self.folder / "data"
        self.client, self.peer, self.rest, self.port = (free_port() for _ in range(4))
        self.config = self.folder / "patroni.json"
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start_etcd(self, members: str) -> None:
        """Start the member of etcd, unless it runs."""
        client, peer = f"http://127.0.0.1:{self.client}", f"http://127.0.0.1:{self.peer}"
        etcd = ["etcd", "--name", self.name, "--data-dir", str(self.folder / "etcd")]
        etcd += ["--listen-client-urls", client, "--advertise-client-urls", client]
        etcd += ["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer]
        etcd += ["--initial-cluster", members, "--initial-cluster-state", "new"]
        etcd += ["--logger", "zap", "--log-level", "warn", *LEASES]
        self._start(etcd)

    def start_patroni(self) -> None:
        """Start Patroni, which starts PostgreSQL."""
        self._start(["patroni", str(self.config)])

    def kill(self, programs: Sequence[str] = ("etcd", "patroni")) -> None:
        """All processes at once, the servers of PostgreSQL too."""
        ended = [self._processes.pop(name) for name in programs if name in self._processes]
        for pid in [*(process.pid for process in ended), *self._postgres()]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in ended:
            process.wait()

    def answers(self, path: str) -> bool:
        """Whether Patroni says yes to a question of its API."""
        return reached(f"http://127.0.0.1:{self.rest}/{path}")

    def followers(self) -> list[str]:
        """How those stand to the leader that it streams to: ``sync``, ``async``."""
        try:
            found = httpx2.get(f"http://127.0.0.1:{self.rest}/patroni", trust_env=False, timeout=3)
        except httpx2.TransportError:
            return []
        following = found.json().get("replication", [])
        return [each["sync_state"] for each in following if each["state"] == "streaming"]

    def logs(self) -> str:
        """The last lines of what its processes said."""
        files = sorted(self.folder.glob("*.log"))
        return "\n".join(f"{file}:\n{file.read_text()[-2000:]}" for file in files)

    def _postgres(self) -> list[int]:
        """The server and its children."""
        try:
            server = int((self.data / "postmaster.pid").read_text().split()[0])
            tasks = Path(f"/proc/{server}/task/{server}/children").read_text()
        except (OSError, IndexError, ValueError):
            return []
        return [server, *map(int, tasks.split())]

    def _start(self, command: Sequence[str]) -> None:
        if command[0] not in self._processes:
            self._processes[command[0]] = self._run(command)

    def _run(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{command[0]}.log").open("ab")
        user = servant()
        path = f"{programs()}:{os.environ['PATH']}:/usr/bin"
        with log:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                env={"PATH": path, "HOME": str(self.folder), "LC_ALL": "C"},
                user=user,
                group=user and pwd.getpwnam(user).pw_gid,
                extra_groups=[] if user else None,
                start_new_session=True,
            )


class Cluster:
    """Three machines, one of which leads; one standby at least has what is acknowledged."""

    def __init__(self, folder: Path, ttl: int) -> None:
        self.machines = [Machine(number, folder) for number in (1, 2, 3)]
        self.ttl = ttl
        self._members = ",".join(
            f"{each.name}=http://127.0.0.1:{each.peer}" for each in self.machines
        )
        for machine in self.machines:
            machine.config.write_text(json.dumps(self._config(machine), indent=1))
        if user := servant():
            for path in [folder, *folder.rglob("*")]:
                shutil.chown(path, user)

    def start(self) -> None:
        """Start all, and wait until it takes changes."""
        self.restart(self.machines)
        self.wait(self.is_whole)

    def restart(self, machines: Sequence[Machine]) -> None:
        """Start what does not run on some machines."""
        for machine in machines:
            machine.start_etcd(self._members)
        first = f"http://127.0.0.1:{self.machines[0].client}/health"
        self.wait(lambda: reached(first))
        for machine in machines:
            machine.start_patroni()

    def leader(self) -> Machine | None:
        """Who leads, by its own account."""
        return next((each for each in self.machines if each.answers("leader")), None)

    def is_whole(self) -> bool:
        """Whether two follow the one that leads, by its account, and one of them in step.

        What the followers say of themselves is not enough: one that was killed as the leader
        first starts with changes that nobody else has, before Patroni undoes them.
        """
        leader = self.leader()
        followers = leader.followers() if leader else []
        return len(followers) == 2 and "sync" in followers

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait for something; what the machines said is the message when it does not come."""
        deadline = time.monotonic() + START_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError("\n".join(each.logs() for each in self.machines))
            time.sleep(0.2)

    def url(self, attributes: str) -> str:
        """The URL of the store that names all machines."""
        hosts = ",".join(f"127.0.0.1:{each.port}" for each in self.machines)
        return f"postgresql://plugdex@{hosts}/postgres?{attributes}"

    def _config(self, machine: Machine) -> dict[str, object]:
        """What Patroni is told; docs/how-to/survive-the-loss-of-a-machine.md has the same."""
        hosts = [f"127.0.0.1:{each.client}" for each in self.machines]
        return {
            "scope": "plugdex",
            "name": machine.name,
            "restapi": {
                "listen": f"127.0.0.1:{machine.rest}",
                "connect_address": f"127.0.0.1:{machine.rest}",
            },
            "etcd3": {"hosts": hosts},
            "bootstrap": {
                "dcs": {
                    "ttl": self.ttl,
                    "loop_wait": max(1, self.ttl // 4),
                    "retry_timeout": max(3, self.ttl // 4),
                    "maximum_lag_on_failover": 1_048_576,
                    "synchronous_mode": True,
                    "synchronous_mode_strict": True,
                    "postgresql": {
                        "use_pg_rewind": True,
                        "use_slots": False,
                        "parameters": {
                            "wal_log_hints": "on",
                            "wal_keep_size": "256MB",
                            "wal_retrieve_retry_interval": "500ms",
                            "shared_buffers": "64MB",
                        },
                    },
                },
                "initdb": [{"encoding": "UTF8"}, {"locale": "C.UTF-8"}],
            },
            "postgresql": {
                "listen": f"127.0.0.1:{machine.port}",
                "connect_address": f"127.0.0.1:{machine.port}",
                "data_dir": str(machine.data),
                "bin_dir": str(programs()),
                "pgpass": str(machine.folder / "pgpass"),
                "remove_data_directory_on_rewind_failure": True,
                "remove_data_directory_on_diverged_timelines": True,
                "parameters": {"unix_socket_directories": str(machine.folder)},
                "pg_hba": [
                    "local all all trust",
                    "host all all 127.0.0.1/32 trust",
                    "host replication all 127.0.0.1/32 trust",
                ],
                "authentication": {
                    "superuser": {"username": "plugdex"},
                    "replication": {"username": "plugdex"},
                },
            },
        }


def reached(url: str) -> bool:
    """Whether an address answers, and says yes."""
    try:
        return httpx2.get(url, trust_env=False, timeout=3).status_code == 200
    except httpx2.TransportError:
        return False


def servant() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def cluster(ttl: int) -> Iterator[Cluster]:
    """A running cluster; it is gone afterwards. Raises ``NoCluster``."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        raise NoCluster(f"no {' and no '.join(missing)}: apt-get install etcd-server patroni")
    try:
        programs()
    except NoPostgres as error:
        raise NoCluster(str(error)) from error
    folder = Path(tempfile.mkdtemp(prefix="pdx-"))  # a socket's path has at most 107 characters
    try:
        made = Cluster(folder, ttl)
        try:
            made.start()
            yield made
        finally:
            for machine in made.machines:
                machine.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
