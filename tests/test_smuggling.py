"""The server takes no request whose length can be read in two ways: behind a proxy the second way is another request."""

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser

HIDDEN = "GET /patients/ HTTP/1.1\r\nHost: x\r\n\r\n"
TWO_WAYS = {
    "both lengths": "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "two lengths": "Content-Length: 3\r\nContent-Length: 40\r\n\r\nx=1" + HIDDEN,
    "a length with a sign": "Content-Length: +3\r\n\r\nx=1" + HIDDEN,
    "a length that is a list": "Content-Length: 3, 40\r\n\r\nx=1" + HIDDEN,
    "another coding": "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "chunked twice": "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "chunked, then none": "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a blank before the colon": "Content-Length : 3\r\n\r\nx=1" + HIDDEN,
    "a folded line": "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a chunk of no number": "Transfer-Encoding: chunked\r\n\r\n0x3\r\nx=1\r\n0\r\n\r\n" + HIDDEN,
    "a bare line end": "X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
}


def requests_in(text):
    """The addresses of the requests that the server reads from a connection, their bodies to the end."""
    found = []
    for request in RequestParser(Config(), [text.encode("latin-1")], ("127.0.0.1", 1)):
        found.append(request.uri)
        request.body.read()
        if request.should_close():
            break
    return found


@pytest.mark.parametrize("rest", TWO_WAYS.values(), ids=TWO_WAYS)
def test_a_length_that_can_be_read_two_ways_is_refused(rest):
    """The request is refused, and what is hidden in it is never read as a second one."""
    with pytest.raises(ParseException):
        requests_in("POST /accounts/login/ HTTP/1.1\r\nHost: x\r\n" + rest)


def test_a_plain_request_is_read():
    """What is sent with one length, or in chunks, is read, and the next one after it."""
    plain = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nx=1"
    chunks = "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nx=1\r\n0\r\n\r\n"
    assert requests_in(plain + chunks + HIDDEN) == ["/a", "/b", "/patients/"]
