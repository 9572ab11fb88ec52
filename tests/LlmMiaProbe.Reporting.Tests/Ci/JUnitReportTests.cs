using System.Xml;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using LlmMiaProbe.Reporting.Ci;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Tests.Ci;

public sealed class JUnitReportTests
{
    /// <summary>Elements and attributes in the order that the schema of Ant's JUnit task wants them.</summary>
    [Fact]
    public void There_is_a_test_case_for_each_gate_and_a_failure_for_each_that_did_not_pass()
    {
        var root = Read(JUnitReport.Of(GateScene.Subject, GateScene.Outcomes(), GateScene.Noon));
        Assert.Equal("testsuites", root.Name.LocalName);
        Assert.Empty(root.Attributes());
        var suite = Assert.Single(root.Elements());
        Assert.Equal(["properties", "testcase", "testcase", "testcase", "system-out", "system-err"], suite.Elements().Select(element => element.Name.LocalName));
        Assert.Equal(
            [("id", "0"), ("package", "mia-probe"), ("name", "mia-probe gates of run 3"), ("hostname", "localhost"), ("timestamp", "2026-01-01T12:00:00"), ("time", "0"), ("tests", "3"), ("failures", "2"), ("errors", "0")],
            suite.Attributes().Select(attribute => (attribute.Name.LocalName, attribute.Value)));
        Assert.Equal(
            [("auc(loss) > 0.6", "gate-failed"), ("failed > 0", null), ("tpr(min-k(k=0.2), 0.01) >= 0.1", "gate-not-tested")],
            suite.Elements("testcase").Select(test => (test.Attribute("name")?.Value, test.Element("failure")?.Attribute("type")?.Value)));
        Assert.All(suite.Elements("testcase"), test => Assert.Equal(("mia-probe.run-3", "0"), (test.Attribute("classname")?.Value, test.Attribute("time")?.Value)));
        Assert.Equal("run 3: auc(loss) is 0.7.", suite.Descendants("failure").First().Attribute("message")?.Value);
    }

    [Property]
    public Property Whatever_a_sentence_holds_the_file_is_well_formed_and_says_it() => Prop.ForAll(AwkwardText.Any.ToArbitrary(), text =>
    {
        var failure = Read(JUnitReport.Of(GateScene.Subject, GateScene.Outcomes(text), GateScene.Noon)).Descendants("failure").First();
        Assert.Equal(VisibleText.Of(text).ReplaceLineEndings("\n"), failure.Attribute("message")?.Value.ReplaceLineEndings("\n"));
        Assert.Equal(failure.Attribute("message")?.Value, failure.Value);
    });

    private static XElement Read(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { CheckCharacters = true, DtdProcessing = DtdProcessing.Prohibit });
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root ?? throw new InvalidOperationException("There is no root.");
    }
}
