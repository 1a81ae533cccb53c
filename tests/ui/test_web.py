from __future__ import annotations

import socket

import pytest

from corpus.errors import ArchiveError
from ui.door import Access
from ui.web import hosts_of, listen


def test_a_port_in_use_is_told_with_the_next_one():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ArchiveError, match=f"Port {port} is in use") as refused:
            listen("127.0.0.1", port)
    assert refused.value.remedy.startswith("Try --port ")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org", "::"])
def test_only_this_machine_is_served(host):
    with pytest.raises(ArchiveError, match="not an address of this machine alone"):
        listen(host, 0)


def test_other_machines_are_served_when_they_are_meant():
    with listen("0.0.0.0", 0, local=False) as listener:
        assert listener.getsockname()[0] == "0.0.0.0"


def test_a_server_answers_to_its_own_names_and_those_it_is_given():
    assert hosts_of(Access()) == ("127.0.0.1", "localhost", "::1")
    others = hosts_of(Access(local=False, names=("Archive.Example.org",)))
    assert others == (*hosts_of(Access()), socket.gethostname().lower(), "archive.example.org")


def test_localhost_is_this_machine():
    with listen("localhost", 0) as listener:
        assert listener.family in (socket.AF_INET, socket.AF_INET6)
