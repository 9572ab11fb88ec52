using System.Net;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Comparisons;
using LlmMiaProbe.Gates;
using LlmMiaProbe.Reporting.Ci;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Tests.Ci;

public sealed partial class MarkdownTests
{
    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("[a](http://evil.example)")]
    [InlineData("see http://evil.example and WWW.evil.example")]
    [InlineData("@everyone #12 `code` **bold** _it_ ~~no~~ $x$ a|b \\")]
    [InlineData("- a list")]
    [InlineData("12. a list")]
    [InlineData("== heading")]
    public void Markup_is_text(string text)
    {
        var markdown = MarkdownText.Of(text);
        Assert.DoesNotMatch(Markup(), markdown);
        Assert.Equal(text, WebUtility.HtmlDecode(markdown));
    }

    [Property]
    public Property Whatever_a_text_holds_it_is_one_line_without_markup_and_reads_the_same() => Prop.ForAll(AwkwardText.Any.ToArbitrary(), text =>
    {
        var markdown = MarkdownText.Of(text);
        Assert.DoesNotMatch(Markup(), markdown);
        Assert.DoesNotContain('\n', markdown);
        Assert.Equal(VisibleText.Of(text).Replace('\n', ' ').Replace('\t', ' '), WebUtility.HtmlDecode(markdown));
    });

    [Fact]
    public async Task A_summary_says_the_headline_the_attacks_the_gates_and_what_it_does_not_show()
    {
        using var run = await ReportRun.OfAsync(24, "member", "nonmember");
        var subject = GateSubject.Of(run.Store, run.Run, null);
        Gate[] gates = [Gate.Parse("auc(loss) > 0.1"), Gate.Parse("failed > 0"), Gate.Parse("tpr(loss, 0.001) > 0.5")];
        var text = MarkdownSummary.Of(subject, [.. gates.Select(gate => GateTest.Of(gate, subject))]);

        Assert.StartsWith("## mia-probe: run 1 · 2 of 3 gates failed\n\nreference-difference ", text, StringComparison.Ordinal);
        Assert.Matches(@"\n\| \*\*reference-difference\*\* \(headline\) \| [.\d]+ \| [.\d]+ – [.\d]+ \| – \|\n", text);
        Assert.Contains("\n| failed &#62; 0 | 0 | – | passed |\n", text, StringComparison.Ordinal);
        Assert.Contains("| **failed** |\n", text, StringComparison.Ordinal);
        Assert.Contains("| **not tested, counts as failed** |\n", text, StringComparison.Ordinal);
        Assert.Contains("cannot be tested and counts as failed: needs at least 1,000 non-members; there are 12.\n", WebUtility.HtmlDecode(text), StringComparison.Ordinal);
        Assert.Contains("### What this does not show\n\n- This is not proof of training;", text, StringComparison.Ordinal);
        Assert.All(Table().Matches(text), table => Assert.Single(table.Value.Trim().Split('\n').Select(row => row.Count(c => c == '|')).Distinct()));
    }

    [Fact]
    public async Task Ids_of_newly_exposed_documents_are_inert()
    {
        const string Hostile = "<script>alert(1)</script> | @all\n# new";
        List<ReportRun.Source> documents = [.. Enumerable.Range(0, 40).Select(i => new ReportRun.Source(i == 0 ? Hostile : $"d{i}", $"document number {i} tells of {(i * 7919) % 1000} things", i % 2 == 0 ? "member" : "nonmember"))];
        using var run = await ReportRun.OfAsync(documents);
        var earlier = run.Run;
        var later = await run.AgainAsync(new("tuned") { ContextLength = 512, Memorised = [.. documents.Where(document => document.Label == "member").Select(document => document.Text)] });
        var subject = GateSubject.Of(run.Store, later, earlier);
        Assert.Contains(Hostile, Assert.IsType<RunComparison>(subject.Comparison).Exposure[0].NewlyExposed);

        var text = MarkdownSummary.Of(subject, []);
        Assert.Contains("### Compared with run 1\n\nThe AUC of ", text, StringComparison.Ordinal);
        Assert.Contains("New: &#60;script&#62;alert(1)&#60;/script&#62; &#124; &#64;all &#35; new, ", text, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"[`*_\[\]<>|~@$\\]|&(?!#\d+;)|(?<!&)#|:/|www\.|^\s*([-+=]|\d+[.)])", RegexOptions.IgnoreCase)]
    private static partial Regex Markup();

    [GeneratedRegex(@"(^\|.*\|\n)+", RegexOptions.Multiline)]
    private static partial Regex Table();
}
