using System.Globalization;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Probing;

namespace LlmMiaProbe.Reporting.Viewer;

/// <summary>Where pages are, seen from any other page. All of them lie in one folder, so that no address names it.</summary>
internal abstract class ViewerLinks
{
    public const string Style = "viewer.css";

    public const string Script = "viewer.js";

    /// <summary>Whether pages can be asked for anew, with other words to search for and in another order.</summary>
    public abstract bool IsServed { get; }

    public abstract string Runs(RunQuery query, long page);

    public abstract string Run(long run);

    /// <summary>Null where there is no such page; so with all that follow.</summary>
    public abstract string? Documents(long run, DocumentQuery query, long page);

    public abstract string? Document(ContentHash hash);

    public abstract string? Attempts(long run, long page);

    public abstract string? Compare(long earlier, long later);

    public abstract string? Trend(long run);

    public abstract string? Live(long run);

    protected static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Addresses that a server answers.</summary>
internal sealed class ServedLinks : ViewerLinks
{
    public override bool IsServed => true;

    public override string Runs(RunQuery query, long page) => With(".", ("q", query.Text), ("kind", query.Kind), ("page", page > 1 ? Number(page) : null));

    public override string Run(long run) => With("run", ("run", Number(run)));

    public override string Documents(long run, DocumentQuery query, long page) => With(
        "documents",
        ("run", Number(run)),
        ("q", query.Text),
        ("set", query.Set?.ToString().ToLowerInvariant()),
        ("attack", query.Attack),
        ("sort", query.Order.ToString().ToLowerInvariant()),
        ("down", query.IsDescending ? "1" : null),
        ("page", page > 1 ? Number(page) : null));

    public override string Document(ContentHash hash) => With("document", ("hash", hash.Hex));

    public override string Attempts(long run, long page) => With("attempts", ("run", Number(run)), ("page", page > 1 ? Number(page) : null));

    public override string Compare(long earlier, long later) => With("compare", ("earlier", Number(earlier)), ("later", Number(later)));

    public override string Trend(long run) => With("trend", ("run", Number(run)));

    public override string Live(long run) => With("live", ("run", Number(run)));

    private static string With(string name, params ReadOnlySpan<(string Name, string? Value)> parts)
    {
        var given = new List<string>();
        foreach (var (key, value) in parts)
        {
            if (value is not null)
            {
                given.Add($"{key}={Uri.EscapeDataString(value)}");
            }
        }

        return given.Count == 0 ? name : $"{name}?{string.Join('&', given)}";
    }
}

/// <summary>Names of files. What is not among them has no address.</summary>
/// <param name="isFile">Whether a file of this name is going to be written.</param>
/// <param name="trendOf">The run by which the trend of a run's corpus is named; null without one.</param>
internal sealed class FileLinks(Func<string, bool> isFile, Func<long, long?> trendOf) : ViewerLinks
{
    public override bool IsServed => false;

    public override string Runs(RunQuery query, long page) => page > 1 ? $"runs-{Number(page)}.html" : "index.html";

    public override string Run(long run) => $"run-{Number(run)}.html";

    public override string? Documents(long run, DocumentQuery query, long page) => Known($"documents-{Number(run)}-{Number(page)}.html");

    public override string? Document(ContentHash hash) => null;

    public override string? Attempts(long run, long page) => Known($"attempts-{Number(run)}-{Number(page)}.html");

    public override string? Compare(long earlier, long later) => Known($"compare-{Number(earlier)}-{Number(later)}.html");

    public override string? Trend(long run) => trendOf(run) is { } anchor ? Known($"trend-{Number(anchor)}.html") : null;

    public override string? Live(long run) => null;

    private string? Known(string name) => isFile(name) ? name : null;
}
