using System.Text;

namespace LlmMiaProbe.Reporting.Html;

/// <summary>Style sheets and scripts, embedded when the program was built.</summary>
internal static class ReportAssets
{
    private static readonly string[] s_styles = ["base.css", "content.css", "documents.css", "extraction.css", "paper.css"];
    private static readonly string[] s_scripts = ["page.js", "charts.js", "table.js", "document.js"];
    private static readonly string[] s_libraries = ["vega", "vega-lite", "vega-interpreter"];

    private static readonly Lazy<IReadOnlyList<string>> s_all = new(() => [.. s_libraries.Select(Library), .. s_scripts.Select(Read)]);

    public static string Style { get; } = string.Concat(s_styles.Select(Read));

    /// <summary>In the order in which they must run.</summary>
    /// <exception cref="PrerequisiteException">The program was built without npm, which brings the charts.</exception>
    public static IReadOnlyList<string> Scripts => s_all.Value;

    private static string Library(string name)
    {
        var script = Read($"{name}.js");
        return $"/*! {name}\n{Read($"{name}.license").Replace("*/", "* /", StringComparison.Ordinal)}*/\n"
            + $"{(name == "vega-interpreter" ? AsScript(script) : script)}";
    }

    // The interpreter comes as a module only, and a page without a server has no modules.
    private static string AsScript(string module)
    {
        const string Import = "import { ascending, isString, DisallowedObjectProperties } from 'vega-util';";
        const string Export = "export { expression as expressionInterpreter };";
        return module.Contains(Import, StringComparison.Ordinal) && module.Contains(Export, StringComparison.Ordinal)
            ? $$"""
            (() => {
            {{module.Replace(Import, "const { ascending, isString, DisallowedObjectProperties } = vega;", StringComparison.Ordinal)
                .Replace(Export, "globalThis.vegaInterpreter = expression;", StringComparison.Ordinal)
                .Replace("//# sourceMappingURL=vega-interpreter.js.map", "", StringComparison.Ordinal)}}
            })();
            """
            : throw new InvalidOperationException(
                "The bundled vega-interpreter is another version than the one that was adapted: check its import and export.");
    }

    /// <summary>A file of <c>Assets</c>, or a library.</summary>
    public static string Read(string name)
    {
        using var stream = typeof(ReportAssets).Assembly.GetManifestResourceStream(name)
            ?? throw new PrerequisiteException(
                "This program was built without npm, which brings the charts of the report (Vega-Lite): build it again with Node.js 20 or newer. "
                + "'mia-probe runs export' and --output json work without.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
