using System.Text.Json.Nodes;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Testing;

namespace LlmMiaProbe.Core.Tests.Corpora;

public sealed class LabCorporaTests
{
    [Fact]
    public void The_passages_are_eight_hundred_in_ten_groups_half_of_them_members()
    {
        var summary = Summarise("passages.jsonl");
        Assert.Equal((400, 400, 0), Counts(summary));
        Assert.Equal((10, 0), (summary.Groups.Groups, summary.Groups.UngroupedDocuments));
        Assert.Equal((0, 0), (summary.DefectCount, summary.EmptyDocuments));
        Assert.Equal(0, summary.Duplicates.Exact.MemberAgainstNonMember.Documents);
    }

    [Fact]
    public void The_tickets_are_four_hundred()
    {
        var summary = Summarise("tickets.jsonl");
        Assert.Equal((200, 200, 0), Counts(summary));
        Assert.Equal(0, summary.DefectCount);
    }

    [Fact]
    public void Texts_are_those_another_json_reader_finds()
    {
        var path = PathOf("passages.jsonl");
        var expected = File.ReadLines(path).Select(line => JsonNode.Parse(line)).Select(node => ((string?)node?["id"], (string?)node?["text"], (string?)node?["group"]));
        var found = CorpusReader.Read([new CorpusSource(path)]).Select(entry => (entry.Document?.Id, entry.Document?.Text, entry.Document?.Group));
        Assert.Equal(expected, found);
    }

    private static (long Members, long NonMembers, long Unknown) Counts(CorpusSummary summary) =>
        (summary.Of(Membership.Member).Documents, summary.Of(Membership.NonMember).Documents, summary.Of(Membership.Unknown).Documents);

    private static CorpusSummary Summarise(string name)
    {
        using var builder = new CorpusSummaryBuilder();
        foreach (var entry in CorpusReader.Read([new CorpusSource(PathOf(name))]))
        {
            builder.Add(entry);
        }

        return builder.Build();
    }

    private static string PathOf(string name) => RepositoryFolder.PathOf("corpora", "lab", name);
}
