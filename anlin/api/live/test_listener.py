import asyncio

from anlin.api.live.frames import frame
from anlin.api.live.listener import MOST_BYTES, Listener


def listener() -> Listener:
    return Listener(user=1, session="s", proof="p", after=0)


def collected(act, count: int, keep_alive_s: float = 5.0) -> list[bytes]:
    async def run() -> list[bytes]:
        one = listener()
        one.bind()
        act(one)
        found = []
        async for frames in one.frames(keep_alive_s):
            found.append(frames)
            if len(found) == count:
                break
        return found

    return asyncio.run(run())


def test_frames_that_wait_are_written_together_and_in_order():
    def act(one):
        one.send(b"a")
        one.send(b"b")

    assert collected(act, 1) == [b"ab"]


def test_silence_is_filled_with_a_comment():
    assert collected(lambda one: None, 1, keep_alive_s=0.01) == [b": keep-alive\n\n"]


def test_a_browser_that_does_not_read_is_cut_off_before_it_fills_the_memory():
    def act(one):
        for _ in range(10):
            one.send(b"x" * (MOST_BYTES // 4))

    frames = collected(act, 99)
    assert sum(map(len, frames)) <= MOST_BYTES


def test_after_its_last_words_a_stream_ends():
    def act(one):
        one.end(b"bye")
        one.send(b"never")

    assert collected(act, 99) == [b"bye"]


def test_an_event_is_one_id_one_name_and_one_line_of_data():
    assert (
        frame("alert", {"line": "第一行\n第二行"}, 7).decode()
        == 'id: 7\nevent: alert\ndata: {"line":"第一行\\n第二行"}\n\n'
    )
