using System.Text.RegularExpressions;

namespace LlmMiaProbe.Corpora;

/// <summary>Splits as data sets name them: <c>train-00000-of-00020.parquet</c>, <c>data/train-*</c>, folders <c>train/</c>.</summary>
internal static partial class SplitName
{
    private static readonly string[][] s_spellings =
    [
        ["train", "training"],
        ["validation", "valid", "val", "dev"],
        ["test", "testing", "eval", "evaluation"],
    ];

    // Names of parts, not of splits.
    private static readonly string[] s_parts = ["part", "data", "shard", "chunk", "file"];

    /// <summary>One spelling for those that mean the same; others as they are.</summary>
    public static string Canonical(string name) => KnownIn(name, wholeOnly: true) ?? name.ToLowerInvariant();

    /// <summary>Whether a split is called by a name that all know.</summary>
    public static bool IsKnown(string name) => KnownIn(name, wholeOnly: true) is not null;

    /// <summary>
    /// The split that a path below a folder names: what the file's name begins with, else the nearest folder, else the only one that the file's
    /// name holds, else how a shard is called; null for none.
    /// </summary>
    public static string? Of(string relative)
    {
        var parts = relative.Split('/');
        var shard = ShardName().Match(parts[^1]);
        var name = shard.Success ? shard.Groups["name"].Value : parts[^1];
        return KnownIn(NotOfWords().Split(name)[0], wholeOnly: true)
            ?? parts[..^1].Reverse().Select(part => KnownIn(part)).FirstOrDefault(known => known is not null)
            ?? KnownIn(name)
            ?? (shard.Success && !s_parts.Contains(name, StringComparer.OrdinalIgnoreCase) ? name.ToLowerInvariant() : null);
    }

    // Null where several are named, too.
    private static string? KnownIn(string name, bool wholeOnly = false)
    {
        string[] words = wholeOnly ? [name] : NotOfWords().Split(name);
        List<string> known =
        [
            .. words
                .Select(word => Array.Find(s_spellings, spellings => spellings.Contains(word, StringComparer.OrdinalIgnoreCase))?[0])
                .OfType<string>().Distinct(),
        ];
        return known is [var only] ? only : null;
    }

    [GeneratedRegex(@"\A(?<name>.+?)[-_.]\d{3,}[-_]of[-_]\d{3,}")]
    private static partial Regex ShardName();

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NotOfWords();
}
