namespace LlmMiaProbe.Reporting.Html.Sections;

/// <summary>Whether the model emits the texts; kept apart from membership.</summary>
internal static class ExtractionSection
{
    public static void Write(HtmlWriter html) => html.Element("section#extraction", () =>
    {
        html.Element("h2", "Extraction");
        html.Element("p", "This run gathered no extraction evidence. Whether the model can emit a text is not answered here.");
    });
}
