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

    /// <summary>The split that a path below a folder names; null for none.</summary>
    public static string? Of(string relative)
    {
        var parts = relative.Split('/');
        var shard = ShardName().Match(parts[^1]);
        if (shard.Success && !s_parts.Contains(shard.Groups["name"].Value, StringComparer.OrdinalIgnoreCase))
        {
            var name = shard.Groups["name"].Value;
            return KnownIn(name) ?? name.ToLowerInvariant();
        }

        return parts.Reverse().Select(part => KnownIn(part)).FirstOrDefault(known => known is not null);
    }

    private static string? KnownIn(string name, bool wholeOnly = false)
    {
        string[] words = wholeOnly ? [name] : NotOfWords().Split(name);
        return words.Select(word => Array.Find(s_spellings, spellings => spellings.Contains(word, StringComparer.OrdinalIgnoreCase))?[0])
            .FirstOrDefault(known => known is not null);
    }

    [GeneratedRegex(@"\A(?<name>.+?)[-_.]\d{3,}[-_]of[-_]\d{3,}")]
    private static partial Regex ShardName();

    [GeneratedRegex("[^A-Za-z0-9]+")]
    private static partial Regex NotOfWords();
}
