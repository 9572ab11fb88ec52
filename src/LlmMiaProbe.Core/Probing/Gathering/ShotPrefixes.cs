using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>The prefixes of a run: known non-members or members, joined by blank lines, that are not under test.</summary>
internal sealed class ShotPrefixes
{
    private const int MostShots = 100;
    private const string Separator = "\n\n";

    private readonly Dictionary<Membership, List<Document>> _shots = [];
    private readonly Dictionary<PrefixSource, string> _prefixes = [];
    private readonly List<GivenShots> _given = [];

    /// <exception cref="ConfigurationException">An attack needs shots and no file was named, or a file holds no document.</exception>
    public ShotPrefixes(RunSettings settings, IReadOnlyList<EvidenceRequest> requests)
    {
        foreach (var source in requests.Select(request => request.Variant.Prefix).OfType<PrefixSource>().Distinct())
        {
            var (option, files) = source.Label == Membership.Member ? ("--member-shots", settings.MemberShots) : ("--shots", settings.Shots);
            if (files.Count == 0)
            {
                throw new ConfigurationException(
                    $"{(source.Label == Membership.Member ? "con-recall puts known members" : "recall and con-recall put known non-members")} before each "
                    + $"text: add {option} FILE with documents that are not under test.");
            }

            List<Document> shots =
            [
                .. CorpusReader.Read(files, requiresLabel: false, told: null).Select(entry => entry.Document).OfType<Document>().Where(shot => shot.Text.Length > 0).Take(MostShots),
            ];
            _shots[source.Label] = shots;
            if (shots.Count == 0)
            {
                throw new ConfigurationException($"{option}: there is no document in {string.Join(", ", files.Select(file => file.Path))}.");
            }
        }
    }

    /// <summary>What was put before texts so far.</summary>
    public IReadOnlyList<GivenShots> Given => _given;

    /// <summary>Texts in normal form that must not be under test.</summary>
    public IReadOnlyDictionary<string, string> Forbidden => _shots.Values.SelectMany(shots => shots)
        .GroupBy(shot => NormalisedText.Of(shot.Text), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First().Id, StringComparer.Ordinal);

    /// <summary>Prepares a variant of a document's text, after its prefix if it has one.</summary>
    /// <exception cref="ModelException">The tokenizer rejects the text, or it does not fit after the prefix.</exception>
    /// <exception cref="ConfigurationException">Not even one shot fits into half of the context.</exception>
    public PreparedText Prepare(TextVariant variant, string text, ITokenScorer scorer) => variant.Prefix is { } source
        ? scorer.PrepareAfter(Of(source, scorer), variant.Apply(text))
        : scorer.Prepare(variant.Apply(text));

    private string Of(PrefixSource source, ITokenScorer scorer)
    {
        if (!_prefixes.TryGetValue(source, out var prefix))
        {
            _prefixes.Add(source, prefix = Join(source, _shots[source.Label], scorer));
        }

        return prefix;
    }

    /// <summary>The first so many if they all fit; else the shortest of the file, as many as fit. Either in the order of the file.</summary>
    private string Join(PrefixSource source, List<Document> shots, ITokenScorer scorer)
    {
        List<Document> chosen = [.. shots.Take(source.Shots)];
        if (!Fits(chosen, scorer))
        {
            List<Document> shortest = [.. shots.OrderBy(shot => shot.Text.Length)];
            var given = Enumerable.Range(1, Math.Min(source.Shots, shots.Count)).TakeWhile(count => Fits(shortest[..count], scorer)).LastOrDefault();
            chosen = [.. shots.Where(shortest[..given].ToHashSet(ReferenceEqualityComparer.Instance).Contains)];
        }

        if (chosen.Count == 0)
        {
            throw new ConfigurationException(
                $"Not even the shortest shot fits into half of the context of {scorer.ContextTokens} tokens: "
                + "give shorter shots, or a larger --context-length.");
        }

        _given.Add(new GivenShots(source.Label, source.Shots, chosen.Count, shots.Count, scorer.ContextTokens));
        return Text(chosen);
    }

    // An endpoint's tokens are counted by estimate; prepared texts do not hold them.
    private static bool Fits(List<Document> shots, ITokenScorer scorer) => scorer.Prepare(Text(shots)).InputTokens <= scorer.ContextTokens / 2;

    private static string Text(IEnumerable<Document> shots) => string.Concat(shots.Select(shot => shot.Text + Separator));
}
