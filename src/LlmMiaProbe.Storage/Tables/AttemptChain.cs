using System.Globalization;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Storage.Sqlite;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>The links that number and chain the uses of attempts. Appends only.</summary>
internal sealed class AttemptChain(StoreSession session)
{
    private const int PageLength = 1024;

    // The first row: others are those of stores that were merged into this one.
    private const string Own = "(SELECT MIN(id) FROM segments)";

    /// <summary>Within a transaction: appends a use to this store's own segment.</summary>
    /// <param name="use">Number of its row.</param>
    /// <param name="run">Its run.</param>
    /// <param name="digest">See <see cref="AttemptLink.DigestOf"/>.</param>
    public void Append(long use, long run, string digest)
    {
        var (number, before) = LastOf(session.Integer($"SELECT {Own}"));
        session.Execute(
            $"INSERT INTO attempt_links (segment, number, run, used, digest, hash) SELECT {Own}, ?1, ?2, ?3, ?4, ?5",
            number + 1,
            run,
            use,
            Digest.ToBytes(digest),
            Digest.ToBytes(AttemptLink.HashOf(before, number + 1, run, digest)));
    }

    public IReadOnlyList<AttemptSegment> Segments() => [.. session.Rows(
            "SELECT id, name, begun FROM segments ORDER BY id", row => (Id: row.Integer(0), Name: row.Text(1), Begun: TimeText.Read(row.Text(2))))
        .Select(segment =>
        {
            var (count, head) = LastOf(segment.Id);
            return new AttemptSegment(segment.Name, segment.Begun, count, head);
        })];

    public IEnumerable<AttemptLink> Links()
    {
        var (segment, number) = (0L, 0L);
        for (var page = ReadPage(segment, number); page.Count > 0; page = ReadPage(segment, number))
        {
            foreach (var (_, link) in page)
            {
                yield return link;
            }

            (segment, number) = (page[^1].Segment, page[^1].Link.Number);
        }
    }

    private (long Number, string Hash) LastOf(long segment) => session.Rows(
        "SELECT number, hash FROM attempt_links WHERE segment = ?1 ORDER BY number DESC LIMIT 1",
        row => (row.Integer(0), Digest.ToHex(row.Bytes(1))),
        segment) is [var last]
            ? last
            : (0, AttemptLink.Beginning(session.Text("SELECT name FROM segments WHERE id = ?1", segment)
                ?? throw StoreErrors.Damaged(session.Location, string.Create(CultureInfo.InvariantCulture, $"the segment {segment} of attempts is missing"))));

    private List<(long Segment, AttemptLink Link)> ReadPage(long segment, long number) => session.Rows(
        """
        SELECT l.segment, s.name, l.number, l.run, l.digest, l.hash FROM attempt_links l JOIN segments s ON s.id = l.segment
        WHERE (l.segment, l.number) > (?1, ?2) ORDER BY l.segment, l.number LIMIT ?3
        """,
        row => (row.Integer(0), new AttemptLink(row.Text(1), row.Integer(2), row.Integer(3), Digest.ToHex(row.Bytes(4)), Digest.ToHex(row.Bytes(5)))),
        segment,
        number,
        PageLength);
}
