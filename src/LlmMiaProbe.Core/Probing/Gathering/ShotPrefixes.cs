using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>The prefixes of a run: known non-members or members, joined by blank lines, that are not under test.</summary>
internal sealed class ShotPrefixes
{
    private const int MostShots = 100;
    private const string Separator = "\n\n";

    private readonly Dictionary<Membership, List<RenderedText>> _shots = [];
    private readonly Dictionary<PrefixSource, RenderedText> _prefixes = [];
    private readonly Dictionary<string, string> _forbidden = new(StringComparer.Ordinal);
    private readonly List<GivenShots> _given = [];

    /// <param name="settings">Name the files.</param>
    /// <param name="requests">What is asked.</param>
    /// <param name="chat">Puts conversations among the shots together.</param>
    /// <exception cref="ConfigurationException">An attack needs shots and no file was named, or a file holds no document.</exception>
    public ShotPrefixes(RunSettings settings, IReadOnlyList<EvidenceRequest> requests, ChatRecords chat)
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
                .. CorpusReader.Read(files, requiresLabel: false, told: null).Select(entry => entry.Document).OfType<Document>()
                    .Where(shot => shot.Text.Length > 0).Take(MostShots),
            ];
            _shots[source.Label] = shots.ConvertAll(chat.Shot);
            foreach (var (shot, text) in shots.Zip(_shots[source.Label]))
            {
                foreach (var name in GivenAway.OfShot(shot, NormalisedText.Of(text.Text)))
                {
                    _forbidden.TryAdd(name, shot.Id);
                }
            }

            if (shots.Count == 0)
            {
                throw new ConfigurationException($"{option}: there is no document in {string.Join(", ", files.Select(file => file.Path))}.");
            }
        }
    }

    /// <summary>What was put before texts so far.</summary>
    public IReadOnlyList<GivenShots> Given => _given;

    /// <summary>What must not be under test, see <see cref="GivenAway"/>, with the ids of the shots.</summary>
    public IReadOnlyDictionary<string, string> Forbidden => _forbidden;

    /// <summary>Prepares a variant of a document's text, after its prefix if it has one.</summary>
    /// <exception cref="ModelException">The tokenizer rejects the text, or it does not fit after the prefix.</exception>
    /// <exception cref="ConfigurationException">Not even one shot fits into half of the context.</exception>
    public PreparedText Prepare(TextVariant variant, string text, RenderedText? rendered, ITokenScorer scorer)
    {
        var prefix = variant.Prefix is { } source ? Of(source, scorer) : null;
        return rendered is not null
            ? prefix is null ? scorer.Prepare(variant.Apply(rendered)) : scorer.PrepareAfter(prefix, variant.Apply(rendered))
            : prefix is null ? scorer.Prepare(variant.Apply(text))
            : IsPlain(prefix) ? scorer.PrepareAfter(prefix.Text, variant.Apply(text))
            : scorer.PrepareAfter(prefix, new RenderedText([new TextPart(TextPartKind.Scored, variant.Apply(text))]));
    }

    private RenderedText Of(PrefixSource source, ITokenScorer scorer)
    {
        if (!_prefixes.TryGetValue(source, out var prefix))
        {
            _prefixes.Add(source, prefix = Join(source, _shots[source.Label], scorer));
        }

        return prefix;
    }

    /// <summary>The first so many if they all fit; else the shortest of the file, as many as fit. Either in the order of the file.</summary>
    private RenderedText Join(PrefixSource source, List<RenderedText> shots, ITokenScorer scorer)
    {
        List<RenderedText> chosen = [.. shots.Take(source.Shots)];
        if (!Fits(chosen, scorer))
        {
            List<RenderedText> shortest = [.. shots.OrderBy(shot => shot.Text.Length)];
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
    private static bool Fits(List<RenderedText> shots, ITokenScorer scorer)
    {
        var prefix = Text(shots);
        return (IsPlain(prefix) ? scorer.Prepare(prefix.Text) : scorer.Prepare(AsScored(prefix))).InputTokens <= scorer.ContextTokens / 2;
    }

    // Windows that score nothing cost nothing.
    private static RenderedText AsScored(RenderedText text) =>
        new(text.Parts.Select(part => part.Kind == TextPartKind.Context ? part with { Kind = TextPartKind.Scored } : part));

    private static bool IsPlain(RenderedText text) => text.Parts.All(part => part.Kind == TextPartKind.Context);

    private static RenderedText Text(IEnumerable<RenderedText> shots) =>
        new(shots.SelectMany(shot => shot.Parts.Append(new TextPart(TextPartKind.Context, Separator))));
}
