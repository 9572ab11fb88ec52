using System.Security.Cryptography;
using System.Text;
using LlmMiaProbe.Corpora;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class CorpusSummaryBuilderTests
{
    [Fact]
    public void Labels_groups_lengths_and_defects_are_counted()
    {
        var summary = Summarise(
            [
                Document("a", "éé", Membership.Member, "g"),
                Document("b", "12345678", Membership.Member, "g"),
                Document("c", "1", Membership.Member, "h"),
                Document("d", " \n", Membership.NonMember, "g"),
                Document("e", "", Membership.NonMember),
                Document("f", "ÉÉ", Membership.Unknown, "h"),
            ],
            [.. Enumerable.Range(1, 25).Select(line => new CorpusDefect("x", line, "bad"))]);

        Assert.Equal([Membership.Member, Membership.NonMember, Membership.Unknown], summary.Labels.Select(label => label.Label));
        Assert.Equal(new LabelSummary(Membership.Member, 3, 13, 1, 4, 8), summary.Of(Membership.Member));
        Assert.Equal(new LabelSummary(Membership.NonMember, 2, 2, 0, 0, 2), summary.Of(Membership.NonMember));
        Assert.Equal((6, 19), (summary.Documents, summary.Bytes));
        Assert.Equal(new GroupSummary(2, 1, 1), summary.Groups);
        Assert.Equal(2, summary.EmptyDocuments);
        Assert.Equal((25, 20, 20), (summary.DefectCount, summary.Defects.Count, summary.Defects[^1].Line));
        Assert.Equal(2, summary.Duplicates.Exact.AgainstUnknown.Documents);
        Assert.Equal(2, summary.Duplicates.Exact.WithinLabel.Documents);
    }

    [Fact]
    public void An_empty_corpus_has_a_summary()
    {
        var summary = Summarise([], []);
        Assert.All(summary.Labels, label => Assert.Equal((0, 0, 0, 0), (label.Documents, label.LeastBytes, label.MedianBytes, label.MostBytes)));
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", summary.Digest);
    }

    [Fact]
    public void The_digest_is_sha256_over_length_prefixed_fields()
    {
        var written = new MemoryStream();
        var writer = new BinaryWriter(written);
        foreach (var field in new[] { "ü", Convert.ToHexStringLower(SHA256.HashData("text"u8)), "nonmember", null, "b", Convert.ToHexStringLower(SHA256.HashData(""u8)), "unknown", "g" })
        {
            var utf8 = Encoding.UTF8.GetBytes(field ?? string.Empty);
            writer.Write(field is null ? -1 : utf8.Length);
            writer.Write(utf8);
        }

        var summary = Summarise([Document("ü", "text", Membership.NonMember), Document("b", "", Membership.Unknown, "g")], []);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(written.ToArray())), summary.Digest);
    }

    [Fact]
    public void The_digest_changes_with_id_text_label_group_and_order()
    {
        Document[] documents = [Document("a", "x", Membership.Member, "g"), Document("b", "y", Membership.Member, "g")];
        Document[][] others =
        [
            [documents[0] with { Id = "c" }, documents[1]],
            [documents[0] with { Text = "z" }, documents[1]],
            [documents[0] with { Label = Membership.Unknown }, documents[1]],
            [documents[0] with { Group = null }, documents[1]],
            [documents[1], documents[0]],
        ];
        var digests = others.Append(documents).Select(corpus => Summarise(corpus, []).Digest).ToList();
        Assert.Equal(digests.Count, digests.Distinct().Count());
        Assert.Equal(digests[^1], Summarise([documents[0] with { Origin = "elsewhere", Fields = "{}" }, documents[1]], []).Digest);
    }

    private static Document Document(string id, string text, Membership label, string? group = null) =>
        new() { Id = id, Text = text, Label = label, Group = group, Origin = "x" };

    private static CorpusSummary Summarise(Document[] documents, CorpusDefect[] defects)
    {
        using var builder = new CorpusSummaryBuilder();
        foreach (var entry in documents.Select(CorpusEntry.Of).Concat(defects.Select(CorpusEntry.Of)))
        {
            builder.Add(entry);
        }

        return builder.Build();
    }

    [Fact]
    public void What_is_no_document_for_one_reason_is_counted_together()
    {
        using var builder = new CorpusSummaryBuilder();
        for (var line = 1; line <= 30; line++)
        {
            builder.Add(new CorpusDefect("a.jsonl", line, line == 7 ? "another reason" : "one reason"));
        }

        builder.Add(new CorpusDefect("b.py", 0, "no text"));
        builder.Add(new CorpusDefect("c.py", 0, "no text"));

        var summary = builder.Build();
        Assert.Equal(
            [("a.jsonl:1", "one reason", 29), ("a.jsonl:7", "another reason", 1), ("b.py", "no text", 1), ("c.py", "no text", 1)],
            summary.DefectKinds.Select(kind => (kind.First.Location, kind.First.Reason, kind.Count)));
        Assert.Equal((32, 20), (summary.DefectCount, summary.Defects.Count));
    }
}
