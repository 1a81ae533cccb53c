from corpus.readers.blocks import blocks, joined


def test_blocks_are_the_lines_with_words_without_the_space_around_them():
    text = "\ufeff One \r\n\u00a0\r\n\u200bTwo\u00a0\n\n\tThree"
    assert [(block.text, block.span.of(text)) for block in blocks(text)] == [
        ("One", "One"),
        ("Two", "Two"),
        ("Three", "Three"),
    ]


def test_a_key_compares_labels():
    (block,) = blocks("Author(s)\u00a0:")
    assert block.key == "author(s)"


def test_joined_makes_runs_of_space_one():
    assert joined(" a\u00a0 b\n") == "a b"
