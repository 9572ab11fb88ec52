"""Writes zlib-lengths.json: what Python's zlib makes of texts, in bytes. Run it beside the repository's corpora:
python3 zlib-lengths.py ../../../corpora/lab/passages.jsonl"""
import json, random, sys, zlib

random.seed(14)
documents = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
passages = [document["text"] for document in documents]
length = lambda text: len(zlib.compress(text if isinstance(text, bytes) else text.encode(), 6))


def cut(text):
    start = random.randint(0, len(text) // 2)
    return text[start:start + random.randint(1, 90)]


def letters(count, ranges):
    return "".join(chr(random.randint(*random.choice(ranges))) for _ in range(count))


def noise(count):
    state, made = 1, bytearray()
    for _ in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        made.append(state >> 24)
    return bytes(made)


unicode = [(32, 126), (0xA0, 0x17F), (0x400, 0x45F), (0x4E00, 0x4FFF), (0x1F600, 0x1F64F)]
texts = ["", "a", "aa", "aaa", "ab" * 3, "abc" * 50, "\0", "\n\n\n", "é", "日本", "😀", "😀" * 40, "ÿ" * 300, "naïve café",
         "The quick brown fox jumps over the lazy dog.",
         "to be or not to be, that is the question whether to be or not to be is the question to be"]
texts += [cut(random.choice(passages)) for _ in range(150)]
texts += [letters(random.randint(1, 120), unicode) for _ in range(60)]
texts += [random.choice(passages)[:60] + letters(40, unicode[:1]) + random.choice(passages)[:40] for _ in range(30)]
everything = "\n".join(passages)
json.dump({
    "zlib": zlib.ZLIB_RUNTIME_VERSION,
    "passages": {document["id"]: length(document["text"]) for document in documents},
    "texts": [{"text": text, "length": length(text)} for text in dict.fromkeys(texts)],
    "noise": [{"bytes": count, "length": length(noise(count))} for count in (1, 100, 5_000, 40_000, 300_000)],
    "joined": [{"times": times, "length": length("\n".join([everything] * times))} for times in (1, 5)],
}, open("zlib-lengths.json", "w", encoding="utf-8"), ensure_ascii=False, indent=0)
