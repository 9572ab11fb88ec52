using System.Text.RegularExpressions;
using LlmMiaProbe.Attacks;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Reporting.Content;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Reporting.Tests.Content;

public sealed partial class PseudonymsTests
{
    private static readonly string[] s_ids = ["patient-4711", "4712", "Doe, Jane", "loss", "patient-47"];

    [Theory]
    [InlineData("patient-4711 fails", "doc-0001 fails")]
    [InlineData("the id 'Doe, Jane' was used before at x.jsonl:3", "the id 'doc-0003' was used before at x.jsonl:3")]
    [InlineData("patient-47, patient-4711 and patient-471", "doc-0005, doc-0001 and patient-471")]
    [InlineData("4712 tokens of '4712'", "4712 tokens of 'doc-0002'")]
    [InlineData("nothing of the kind", "nothing of the kind")]
    public void Ids_are_taken_out_of_sentences(string sentence, string expected) => Assert.Equal(expected, Names().In(sentence));

    [Fact]
    public void Ids_are_taken_out_of_stored_results_and_the_programs_own_words_are_not() => Assert.Equal(
        """{"top":[{"document":"doc-0001","attack":"loss","score":4712},{"document":"doc-0006"}],"ids":["doc-0003"],"note":"of doc-0005"}""",
        Names().InJson("""{"top":[{"document":"patient-4711","attack":"loss","score":4712},{"document":"met first here"}],"ids":["Doe, Jane"],"note":"of patient-47"}"""));

    [Fact]
    public void Exports_name_every_document_by_a_number()
    {
        using var scene = new ReportScene(s_ids);
        scene.Score([.. s_ids.Select((id, i) => new StoredScore(i, "loss", i == 1 ? AttackScore.NotApplicable("patient-4711 is too short") : AttackScore.Of(-i)))]);
        scene.Answer(0, "target/plain", new TokenScoresBuilderScene().Scores);
        scene.Store.AddFailure(scene.Run, new DocumentFailure(4, "patient-47", "target/plain", "'Doe, Jane' and patient-47"));
        var hidden = PseudonymStore.Over(scene.Store, [scene.Run]);

        Assert.Equal(["doc-0001", "doc-0002", "doc-0003", "doc-0004", "doc-0005"], hidden.ReadDocuments(scene.Run).Select(document => document.Id));
        Assert.Equal(("doc-0005", "'doc-0003' and doc-0005"), hidden.ReadFailures(scene.Run).Select(failure => (failure.Document, failure.Reason)).Single());
        Assert.Equal("doc-0001 is too short", hidden.ReadScores(scene.Run).ElementAt(1).Score.Reason);
        Assert.Equal("doc-0001", hidden.ReadEvidence(scene.Run).First().Document.Id);
        Assert.DoesNotContain(ReportScene.Lines(output => ScoreExport.Write(hidden, scene.Run, output)), line => s_ids.Contains(line.GetProperty("document").GetString()));
        Assert.Throws<ConfigurationException>(() => hidden.RequireRun(99));
    }

    [Fact]
    public async Task A_report_holds_no_id_and_no_group()
    {
        using var run = await ReportRun.OfAsync([.. Enumerable.Range(0, 12).Select(i => new ReportRun.Source($"Secret-Name-{i}", i == 3 ? "" : $"text {i} of some words", i % 2 == 0 ? "member" : "nonmember", $"Secret-Group-{i % 3}"))]);
        string Whole(string html) => html + string.Concat(Block().Matches(html).Select(match => Inflate(match.Groups[1].Value)));
        Assert.Contains("Secret-Name-3", Whole(run.Html()), StringComparison.Ordinal);
        var hidden = Whole(run.Html(new ReportOptions { Redact = true, RedactIds = true }));
        Assert.DoesNotContain("Secret-", hidden, StringComparison.Ordinal);
        Assert.Contains("doc-0004", hidden, StringComparison.Ordinal);
        Assert.Contains("ids redacted", hidden, StringComparison.Ordinal);
    }

    private static Pseudonyms Names() => new(s_ids.Select((id, i) => new RunDocument(i, id, Membership.Unknown, null, null, DocumentFacts.Of(id))));

    private static string Inflate(string base64)
    {
        using var stream = new System.IO.Compression.DeflateStream(new MemoryStream(Convert.FromBase64String(base64)), System.IO.Compression.CompressionMode.Decompress);
        using var text = new StreamReader(stream);
        return text.ReadToEnd();
    }

    [GeneratedRegex(">([A-Za-z0-9+/]{40,}={0,2})<")]
    private static partial Regex Block();

    private sealed class TokenScoresBuilderScene
    {
        public TokenScores Scores { get; } = new([1], [-1f], [0], [1], [-1f], [0f], [0f], null);
    }
}
