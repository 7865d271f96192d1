"""The first signal is a wish, the second has its usual effect, and afterwards all is as it was."""

import signal
import threading

import pytest

from xstilts.graph.interrupt import interruptible


@pytest.fixture
def usual_ctrl_c():
    """Python's own handler: what is started in the background of a script is born with Ctrl-C ignored."""
    given = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield signal.default_int_handler
    signal.signal(signal.SIGINT, given)


def test_the_first_ctrl_c_is_noted_and_the_second_raises(usual_ctrl_c):
    with interruptible() as interrupted:
        assert not interrupted.is_set()
        signal.raise_signal(signal.SIGINT)
        assert interrupted.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is usual_ctrl_c


def test_sigterm_is_a_wish_too_and_its_handler_comes_back():
    before = signal.getsignal(signal.SIGTERM)
    with interruptible() as interrupted:
        signal.raise_signal(signal.SIGTERM)
        assert interrupted.is_set()
    assert signal.getsignal(signal.SIGTERM) is before


def test_outside_the_main_thread_signals_are_left_alone():
    seen = []

    def look():
        with interruptible() as interrupted:
            seen.append((interrupted.is_set(), signal.getsignal(signal.SIGINT)))

    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [(False, before)]
