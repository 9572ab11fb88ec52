using FsCheck;
using FsCheck.Fluent;

namespace LlmMiaProbe.Core.Tests.Probing;

internal static class ProbeGenerators
{
    /// <summary>Corpora with repeated texts, empty ones, texts without capitals (their own lower case) and texts of several windows.</summary>
    public static Gen<List<string>> Texts { get; } = Gen.OneOf(
            Gen.Elements("", "A", "a", "The same text.", "the same text.", "Other Words", " ", "naïve CAFÉ 😀"),
            Gen.Choose(1, 100).Select(length => string.Concat(Enumerable.Range(0, length).Select(i => (char)('A' + (i * length % 50))))))
        .ListOf()
        .Where(texts => texts.Count > 0)
        .Select(texts => texts.ToList());
}
