"""OPeNDAP against a real server on this machine: the same values as the file, patience with a server that fails."""

from __future__ import annotations

import threading
import urllib.parse
import warnings
import wsgiref.simple_server
from socketserver import ThreadingMixIn

import netCDF4
import numpy as np
import pytest

from adapters.sea_file import START_S, east_north, plain_sea
from sarex.adapters import stored_file
from sarex.adapters.gridded_file import open_gridded, open_gridded_source
from sarex.model.errors import ForcingError
from sarex.model.forcing_window import Box

HOUR_S = 3600.0


class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


class Threaded(ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True


class Weather:
    """Between the server and the world: fails as often as it is told to, and counts."""

    def __init__(self, application):
        self.application = application
        self.failures = 0
        self.only = ""
        self.requests = []
        self.cut = None

    def __call__(self, environ, start_response):
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        self.requests.append(f"{path}?{query}")
        if self.failures and self.only in self.requests[-1]:
            self.failures -= 1
            start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
            return [b"the model server is busy"]
        if self.cut is None or self.only not in self.requests[-1]:
            return self.application(environ, start_response)
        return [b"".join(self.application(environ, start_response))[: self.cut]]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """pydap serving a file, in a thread: (address, weather, path)."""
    with warnings.catch_warnings():
        # WebOb, which pydap is written on, still imports `cgi`.
        warnings.filterwarnings("ignore", "'cgi' is deprecated", DeprecationWarning)
        from pydap.handlers.lib import BaseHandler
        from pydap.model import BaseType, DatasetType
    path = plain_sea(tmp_path_factory.mktemp("dap") / "sea.nc", hours=range(24), title="test sea").done()
    # The handler of pydap for NetCDF files cannot serve parts of larger variables: the arrays are handed over whole.
    with netCDF4.Dataset(path) as stored:
        stored.set_auto_maskandscale(False)
        sizes = {name: len(dim) for name, dim in stored.dimensions.items()}
        dataset = DatasetType("sea", attributes=dict(stored.__dict__), dimensions=sizes)
        for name, variable in stored.variables.items():
            dims = [f"/{dim}" for dim in variable.dimensions]
            dataset[name] = BaseType(name, variable[...], dims=dims, attributes=dict(variable.__dict__))
    weather = Weather(BaseHandler(dataset))
    with wsgiref.simple_server.make_server("127.0.0.1", 0, weather, Threaded, Quiet) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}/sea.nc", weather, path
        running.shutdown()
        thread.join()


@pytest.fixture
def calm(server, monkeypatch):
    address, weather, path = server
    monkeypatch.setattr(stored_file, "PAUSE_S", 0.01)
    weather.failures, weather.only, weather.cut = 0, "", None
    weather.requests.clear()
    return address, weather, path


def test_the_address_serves_what_the_file_holds(calm):
    address, _, path = calm
    (remote,) = open_gridded(address, name="dap")
    (local,) = open_gridded(str(path), name="file")
    assert remote.time_s.tolist() == local.time_s.tolist()
    assert np.array_equal(remote.read(2, 5), local.read(2, 5))
    assert np.array_equal(remote.part(3, 4, slice(1, 9, 2), slice(4, 8)), local.part(3, 4, slice(1, 9, 2), slice(4, 8)))


def test_only_the_asked_part_is_fetched(calm):
    address, weather, _ = calm
    source = open_gridded_source(address, name="dap")
    (coverage,) = source.coverage
    assert coverage.sha256 == ""
    weather.requests.clear()
    box = Box(129.0, 34.0, 130.0, 35.0)
    window = source.window("current", START_S + 2 * HOUR_S, START_S + 3 * HOUR_S, box)
    assert ((window.time_s - START_S) / HOUR_S).tolist() == [1, 2, 3, 4]
    assert window.values.shape[2] < 13
    row, column = round((34.5 - window.lat_start_deg) / 0.25), round((129.5 - window.lon_start_deg) / 0.25)
    want = east_north(129.5, 34.5, 2)
    assert window.values[0, 1, row, column] == pytest.approx([want.real, want.imag], abs=2e-6)
    rows, columns = window.values.shape[2:4]
    asked = [request for request in weather.requests if "uo" in request]
    south, west = round((window.lat_start_deg - 33.0) / 0.25), round((window.lon_start_deg - 128.0) / 0.25)
    piece = f"[1:1:4][{south}:1:{south + rows - 1}][{west}:1:{west + columns - 1}]"
    assert [urllib.parse.unquote(request) for request in asked] == [f"/sea.nc.dods?uo{piece}"]


def test_a_server_that_fails_twice_is_asked_a_third_time(calm):
    address, weather, _ = calm
    (field,) = open_gridded(address, name="dap")
    weather.failures, weather.only = 2, ".dods"
    assert np.isfinite(field.read(0, 1)).all()
    assert weather.failures == 0


def test_a_server_that_keeps_failing_is_given_up_with_one_line(calm):
    address, weather, _ = calm
    (field,) = open_gridded(address, name="dap")
    weather.failures, weather.only = 1000, ".dods"
    with pytest.raises(
        ForcingError, match=r"dap: uo cannot be fetched .*tried 3 times.*use a downloaded file"
    ) as caught:
        field.read(0, 1)
    assert "\n" not in str(caught.value)
    assert 3 <= 1000 - weather.failures <= 12


@pytest.mark.parametrize("cut", [20, -1, -4, -2000], ids=str)
def test_an_answer_that_breaks_off_is_never_taken_for_data(calm, cut):
    address, weather, _ = calm
    (field,) = open_gridded(address, name="dap")
    weather.cut, weather.only = cut, ".dods"
    with pytest.raises(ForcingError, match=r"dap: uo cannot be fetched .*tried 3 times"):
        field.read(0, 2)


def test_a_page_instead_of_data_is_refused(calm, monkeypatch):
    address, weather, _ = calm
    (field,) = open_gridded(address, name="dap")

    def page(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"<!DOCTYPE html><title>Maintenance</title>"]

    monkeypatch.setattr(weather, "application", page)
    with pytest.raises(ForcingError, match=r"it answers with '<!DOCTYPE html><title>.* instead of data"):
        field.read(0, 2)
    with pytest.raises(ForcingError, match="which describes no data set"):
        open_gridded(address, name="dap")


def test_an_address_that_serves_no_data_is_refused(calm):
    address, weather, _ = calm
    weather.failures = 1000
    with pytest.raises(ForcingError, match=r"does not answer as an OPeNDAP address .*tried 3 times"):
        open_gridded(address, name="dap")


def test_an_address_with_a_cut_in_it_is_refused():
    """Its pieces would be counted from the start of the whole data set: another area and time than was asked for."""
    with pytest.raises(ForcingError, match="give the address up to the `\\?`"):
        open_gridded("http://localhost:9/sea.nc?uo%5B10:1:20%5D%5B0:1:5%5D,time%5B10:1:20%5D", name="sea.nc")


def test_an_address_where_nobody_listens_is_refused(monkeypatch):
    monkeypatch.setattr(stored_file, "PAUSE_S", 0.01)
    with pytest.raises(ForcingError, match="does not answer as an OPeNDAP address"):
        open_gridded("http://127.0.0.1:9/nothing.nc", name="dap")
