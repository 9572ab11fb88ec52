using System.Globalization;
using System.Text;
using System.Xml;
using LlmMiaProbe.Gates;
using LlmMiaProbe.Reporting.Html;

namespace LlmMiaProbe.Reporting.Ci;

/// <summary>
/// Gates as JUnit XML: one suite, a test case each, a failure where a gate failed or could not be tested. Keeps to what the
/// schemas of Ant and Jenkins have in common.
/// </summary>
public static class JUnitReport
{
    /// <param name="subject">What was tested.</param>
    /// <param name="outcomes">In the order of the gates.</param>
    /// <param name="time">When.</param>
    public static string Of(GateSubject subject, IReadOnlyList<GateOutcome> outcomes, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(outcomes);
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            Attributes(xml,
                ("id", "0"), ("package", "mia-probe"), ("name", $"mia-probe gates of {subject.Name}"), ("hostname", "localhost"),
                ("timestamp", time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)), ("time", "0"),
                ("tests", Count(outcomes.Count)), ("failures", Count(outcomes.Count(outcome => !outcome.IsPassed))), ("errors", "0"));
            xml.WriteStartElement("properties");
            xml.WriteEndElement();
            foreach (var outcome in outcomes)
            {
                Write(xml, subject, outcome);
            }

            foreach (var name in new[] { "system-out", "system-err" })
            {
                xml.WriteStartElement(name);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + text + "\n";
    }

    private static void Write(XmlWriter xml, GateSubject subject, GateOutcome outcome)
    {
        xml.WriteStartElement("testcase");
        Attributes(xml, ("name", outcome.Gate.ToString()), ("classname", $"mia-probe.{subject.Name.Replace(' ', '-')}"), ("time", "0"));
        if (!outcome.IsPassed)
        {
            xml.WriteStartElement("failure");
            Attributes(xml, ("message", outcome.Sentence), ("type", outcome.Verdict == GateVerdict.Failed ? "gate-failed" : "gate-not-tested"));
            xml.WriteString(VisibleText.Of(outcome.Sentence));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    // Characters that XML forbids are spelled out.
    private static void Attributes(XmlWriter xml, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            xml.WriteAttributeString(name, VisibleText.Of(value));
        }
    }

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
