using System.Text.RegularExpressions;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Models;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Runtime;

/// <summary>
/// Which engines made the answers of a store. The policy in the key of an answer names the library and the features of the processor, so that a
/// machine with another processor would find nothing of what others computed.
/// </summary>
/// <param name="store">That alone is to answer.</param>
/// <param name="acceptsMixed">Whether answers of one model may come from several engines.</param>
internal sealed class StoredNumerics(IEvidenceStore store, bool acceptsMixed)
{
    private readonly Dictionary<ModelRole, List<string>> _used = [];
    private readonly Dictionary<ModelRole, NumericDifference> _differences = [];
    private readonly HashSet<(EvidenceKey, EvidenceKey)> _compared = [];

    /// <summary>Whether answers of one model may come from several engines, which are then compared where several know a text.</summary>
    public bool AcceptsMixed => acceptsMixed;

    public IEvidenceStore Store => store;

    /// <summary>The policies by which each model was answered for.</summary>
    public IEnumerable<(ModelRole Role, IReadOnlyList<string> Policies)> Answered => _used.Select(pair => (pair.Key, (IReadOnlyList<string>)pair.Value));

    /// <summary>The engines by which a store has answers of a model under settings that are otherwise the same, the one with most of them first.</summary>
    /// <param name="model">The model.</param>
    /// <param name="policy">How this machine would evaluate it.</param>
    /// <param name="own">This machine's engine, as it stands in the policy.</param>
    public IReadOnlyList<string> EnginesOf(ModelFingerprint model, string policy, string own)
    {
        // Where a policy names the engine twice, as that of a pair of models does, it names the same one.
        var parts = policy.Split(own).Select(Regex.Escape).ToList();
        if (parts.Count == 1)
        {
            return [];
        }

        var pattern = $"^{parts[0]}(?<engine>.+?){string.Join(@"\k<engine>", parts.Skip(1))}$";
        return
        [
            .. store.ReadPolicies(model).Select(stored => stored.Policy).OfType<string>()
                .Select(stored => Regex.Match(stored, pattern, RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1)))
                .Where(match => match.Success)
                .Select(match => match.Groups["engine"].Value),
        ];
    }

    /// <summary>The same for continuations, whose policies may say more.</summary>
    /// <param name="policies">Of stored continuations.</param>
    /// <param name="policy">How this machine would ask.</param>
    /// <param name="own">This machine's engine, as it stands in the policy.</param>
    public static IReadOnlyList<string> EnginesIn(IReadOnlyList<string> policies, string policy, string own) => policy.Split(own) is [var before, var after]
        ?
        [
            .. policies
                .Where(stored => stored.Length > before.Length && stored.StartsWith(before, StringComparison.Ordinal))
                .Select(stored => (stored, End: stored.IndexOf(after, before.Length, StringComparison.Ordinal)))
                .Where(stored => stored.End > before.Length)
                .Select(stored => stored.stored[before.Length..stored.End])
                .Distinct(),
        ]
        : [];

    /// <summary>How far apart the engines are that answered for a model; null where no text was answered by two.</summary>
    public NumericDifference? DifferenceOf(ModelRole role) => _differences.GetValueOrDefault(role);

    /// <summary>The same in a sentence.</summary>
    public string Difference(ModelRole role) => DifferenceOf(role) is { } found
        ? $"Where more than one of them answered ({Figures.Count(found.Tokens, "token")} of {Figures.Count(found.Texts, "text")}), "
            + $"log-probabilities differ by {Figures.PValue(found.Largest)} nats at most."
        : "By how much was not measured ('mia-probe shard run PLAN --calibrate' on each kind of machine does).";

    /// <summary>Compares what two engines say of the same text.</summary>
    /// <param name="role">The model's part.</param>
    /// <param name="first">Where the one has it.</param>
    /// <param name="second">Where the other may have it.</param>
    public void Compare(ModelRole role, EvidenceKey first, EvidenceKey second)
    {
        if (store.FindEvidence(first) is not { } one || store.FindEvidence(second) is not { } other || !one.Tokens.AsSpan().SequenceEqual(other.Tokens)
            || !_compared.Add((first, second)))
        {
            return;
        }

        var before = DifferenceOf(role) ?? new NumericDifference(0, 0, 0);
        _differences[role] = new NumericDifference(
            before.Texts + 1,
            before.Tokens + one.Count,
            Math.Max(before.Largest, one.LogProb.Zip(other.LogProb, (a, b) => Math.Abs((double)a - b)).DefaultIfEmpty().Max()));
    }

    /// <summary>The policies by which a model was answered for so far.</summary>
    public IReadOnlyList<string> Used(ModelRole role) => _used.GetValueOrDefault(role) ?? [];

    /// <summary>Notes that a policy answers for a model.</summary>
    /// <exception cref="ConfigurationException">It is not the only one, and that is not accepted.</exception>
    public void Use(ModelRole role, string policy)
    {
        if (!_used.TryGetValue(role, out var policies))
        {
            _used.Add(role, policies = []);
        }

        if (policies.Contains(policy))
        {
            return;
        }

        policies.Add(policy);
        if (policies.Count > 1 && !acceptsMixed)
        {
            throw new ConfigurationException(
                $"the store's answers of {role} were made by {policies.Count} engines or processors, whose last digits may differ "
                + $"({string.Join("; and ", policies)}): add --mixed-numerics to accept that, or gather all of them on machines of one kind.");
        }
    }
}

/// <summary>
/// A model whose answers are in a store, made by one engine or another: of each text the key under which the store knows it. Loads no weights.
/// </summary>
/// <param name="role">The model's part in the run.</param>
/// <param name="scorers">The model as each engine would be asked, this machine's first. Disposed with this.</param>
/// <param name="numerics">Told which of them answers.</param>
internal sealed class StoredScorer(ModelRole role, IReadOnlyList<ITokenScorer> scorers, StoredNumerics numerics) : IFileScorer
{
    private readonly ITokenScorer _first = scorers[0];

    /// <remarks>With a doubt where several engines answered.</remarks>
    public ModelDescription Model => numerics.Used(role) is { Count: > 1 } used
        ? _first.Model with
        {
            Doubts =
            [
                .. _first.Model.Doubts,
                $"The answers of {role} were made by several engines or processors, whose last digits may differ: {string.Join("; and ", used)}. "
                + numerics.Difference(role),
            ],
        }
        : _first.Model;

    public AccessLevel Access => _first.Access;

    /// <summary>That of the answers that were found so far; this machine's before the first.</summary>
    public string Policy => numerics.Used(role) is { Count: > 0 } used ? string.Join("; and ", used) : _first.Policy;

    public int ContextTokens => _first.ContextTokens;

    public int PreferredBatch => _first.PreferredBatch;

    public long WorkingMemory => _first.WorkingMemory;

    public PreparedText Prepare(string text) => Choose(scorer => scorer.Prepare(text));

    public PreparedText Prepare(RenderedText text) => Choose(scorer => scorer.Prepare(text));

    public PreparedText PrepareAfter(string prefix, string text) => Choose(scorer => scorer.PrepareAfter(prefix, text));

    public PreparedText PrepareAfter(RenderedText prefix, RenderedText text) => Choose(scorer => scorer.PrepareAfter(prefix, text));

    public PreparedText PrepareWindow(int[] prefix, int[] tokens, IReadOnlyList<DecodingScheme> schemes) =>
        Choose(scorer => ((IWindowScorer)scorer).PrepareWindow(prefix, tokens, schemes));

    public int[] Tokenize(string text) => Tokenizer.Tokenize(text);

    public MaskedTokens Tokenize(RenderedText text) => Tokenizer.Tokenize(text);

    public ReadOnlyMemory<byte> BytesOf(int token) => Tokenizer.BytesOf(token);

    public IAsyncEnumerable<ScoredText> ScoreAsync(IAsyncEnumerable<PreparedText> texts, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("The store alone was to answer.");

    public void Dispose()
    {
        foreach (var scorer in scorers)
        {
            scorer.Dispose();
        }
    }

    private ITokenizer Tokenizer => (ITokenizer)_first;

    private PreparedText Choose(Func<ITokenScorer, PreparedText> prepare)
    {
        var (own, answered) = ((PreparedText?)null, (PreparedText?)null);
        foreach (var scorer in scorers)
        {
            var prepared = prepare(scorer);
            own ??= prepared;
            if (answered is not null)
            {
                numerics.Compare(role, answered.Key, prepared.Key);
            }
            else if (numerics.Store.HasEvidence(prepared.Key) || numerics.Store.FindFailedEvidence(prepared.Key) is not null)
            {
                numerics.Use(role, scorer.Policy);
                answered = prepared;
                if (!numerics.AcceptsMixed)
                {
                    break;
                }
            }
        }

        return answered ?? own ?? throw new InvalidOperationException("There is no scorer.");
    }
}
