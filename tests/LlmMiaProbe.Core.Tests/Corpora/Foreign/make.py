"""Makes the files of this folder but the Parquet ones, with Python's csv module and the command lines of gzip, bzip2, zstd and xz."""
import csv, io, json, os, subprocess

here = os.path.dirname(os.path.abspath(__file__))
texts = ["Said \"no\" and left; nobody minded.", "two\r\nlines, one text", "tab\there | bar", "Ünïcödé, 漢字 🙂"]
rows = [{"id": str(i), "text": t, "label": ("nonmember", "member")[i % 2]} for i, t in enumerate(texts)]
lines = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows).encode()


def put(name, body):
    open(os.path.join(here, name), "wb").write(body)


def pack(*command, body=lines):
    return subprocess.run(command, input=body, stdout=subprocess.PIPE, check=True).stdout


def table(delimiter, quoting=csv.QUOTE_MINIMAL):
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["id", "text", "label"], delimiter=delimiter, quoting=quoting)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


half = lines.index(b"\n", len(lines) // 2) + 1
gz = lambda body: pack("gzip", "-n", "-9", "-c", body=body)
bz = lambda body: pack("bzip2", "-9", "-c", body=body)
zs = lambda body: pack("zstd", "-q", "-19", "--check", "-c", body=body)
put("lines.jsonl.gz", gz(lines))
put("members.jsonl.gz", gz(lines[:half]) + gz(lines[half:]))
put("lines.jsonl.bz2", bz(lines))
put("streams.jsonl.bz2", bz(lines[:half]) + bz(lines[half:]))
put("lines.jsonl.zst", zs(lines))
put("frames.jsonl.zst", zs(lines[:half]) + zs(lines[half:]))
put("lines.jsonl.xz", pack("xz", "-c"))
put("cut.jsonl.gz", gz(lines[:half]) + gz(lines[half:])[:-12])
put("cut.jsonl.bz2", bz(lines[:half]) + bz(lines[half:])[:-12])
put("cut.jsonl.zst", zs(lines[:half]) + zs(lines[half:])[:-12])
put("damaged.jsonl.gz", gz(lines[:half]) + (lambda b: b[:-6] + bytes([b[-6] ^ 1]) + b[-5:])(gz(lines[half:])))
put("followed.jsonl.gz", gz(lines) + b'{"id":"x","text":"not packed"}\n')
put("padded.jsonl.gz", gz(lines) + bytes(512))
for name, delimiter in (("commas.csv", ","), ("semicolons.csv", ";"), ("bars.csv", "|"), ("tabs.tsv", "\t")):
    put(name, table(delimiter).encode())
put("all-quoted.csv", table(";", csv.QUOTE_ALL).encode())
put("announced.csv", ("sep=;\r\n" + table(";")).encode())
put("utf-16.csv", table(",").encode("utf-16"))
put("utf-16-be.tsv", b"\xfe\xff" + table("\t").encode("utf-16-be"))
put("utf-16-unmarked.csv", table(",").encode("utf-16-le"))
put("utf-8-mark.csv", table(",").encode("utf-8-sig"))
put("windows-1252.csv", "id,text\r\n1,déjà vu\r\n2,plain\r\n".encode("cp1252"))
