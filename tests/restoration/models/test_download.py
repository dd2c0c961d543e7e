import hashlib
import http.server
import threading

import pytest

from restoration.control import RunControl
from restoration.errors import Cancelled, ModelError
from restoration.models.download import download
from restoration.weight_table import WeightsFile

DATA = bytes(range(256)) * 2000
SHA = hashlib.sha256(DATA).hexdigest()


class Server:
    """A real local server; `body`, `ranges`, `cut_after` and `lie` change how it behaves."""

    def __init__(self):
        self.body, self.ranges, self.cut_after, self.lie, self.asked = DATA, True, None, None, []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                wanted = self.headers.get("Range")
                outer.asked.append(wanted)
                body, status = outer.body, 200
                if self.path == "/missing":
                    self.send_error(404)
                    return
                if wanted and outer.ranges:
                    body, status = body[int(wanted[6:-1]) :], 206
                self.send_response(status)
                self.send_header("Content-Length", str(outer.lie or len(body)))
                self.end_headers()
                self.wfile.write(body if outer.cut_after is None else body[: outer.cut_after])

            def log_message(self, *args):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/file.pth"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def weights(self, path="/file.pth", sha=SHA):
        return WeightsFile("file.pth", self.url.replace("/file.pth", path), sha, len(DATA))


@pytest.fixture
def server():
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()


def test_a_download_arrives_whole_and_reports_progress(server, tmp_path):
    seen = []
    file = download(server.weights(), tmp_path / "new", RunControl(lambda f, text: seen.append((f, text))))
    assert file.read_bytes() == DATA
    assert seen[-1] == (1.0, "Downloading file.pth")
    assert [f.name for f in file.parent.iterdir()] == ["file.pth"]
    download(server.weights(), tmp_path / "new")
    assert len(server.asked) == 1  # there already, and right


def test_an_interrupted_download_is_taken_up_where_it_stopped(server, tmp_path):
    server.cut_after = 100_000
    with pytest.raises(ModelError, match=r"could not be downloaded"):
        download(server.weights(), tmp_path)
    assert not (tmp_path / "file.pth").exists()
    server.cut_after = None
    assert download(server.weights(), tmp_path).read_bytes() == DATA
    assert server.asked == [None, "bytes=100000-"]


def test_a_server_without_ranges_begins_again(server, tmp_path):
    server.cut_after, server.ranges = 100_000, False
    with pytest.raises(ModelError):
        download(server.weights(), tmp_path)
    server.cut_after = None
    assert download(server.weights(), tmp_path).read_bytes() == DATA


def test_other_bytes_under_the_same_name_are_refused(server, tmp_path):
    server.body = DATA[::-1]
    with pytest.raises(ModelError, match="SHA-256 differs"):
        download(server.weights(), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lie", [None, len(DATA)])
def test_no_more_than_the_announced_size_is_kept(server, tmp_path, lie):
    server.body, server.lie = DATA * 3, lie
    with pytest.raises(ModelError):
        download(server.weights(sha="0" * 64), tmp_path)
    assert sum(f.stat().st_size for f in tmp_path.iterdir()) <= len(DATA)
    assert not (tmp_path / "file.pth").exists()


def test_a_missing_file_and_a_dead_server_say_what_to_do(server, tmp_path):
    with pytest.raises(ModelError, match=r"answered 404 .* models folder"):
        download(server.weights("/missing"), tmp_path)
    dead = WeightsFile("file.pth", "http://127.0.0.1:9/file.pth", SHA, len(DATA))
    with pytest.raises(ModelError, match="Check the connection"):
        download(dead, tmp_path)


def test_a_download_can_be_stopped_and_goes_on_later(server, tmp_path):
    calls = iter([False, True])
    with pytest.raises(Cancelled):
        download(server.weights(), tmp_path, RunControl(cancelled=lambda: next(calls)))
    assert download(server.weights(), tmp_path).read_bytes() == DATA
    assert server.asked[1] == "bytes=65536-"


def test_two_wishes_at_once_are_one_download(server, tmp_path):
    threads = [threading.Thread(target=download, args=(server.weights(), tmp_path)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(server.asked) == 1
