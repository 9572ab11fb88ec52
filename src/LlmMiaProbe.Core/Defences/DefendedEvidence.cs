using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Defences;

/// <summary>The evidence about one document as an attacker gets it. The reference is the attacker's own; only the target is defended.</summary>
internal sealed class DefendedEvidence
{
    private readonly Dictionary<string, TokenScores> _scores = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SamplePool> _pools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _hidden = new(StringComparer.Ordinal);
    private readonly Defence? _defence;

    /// <param name="defence">Null for none.</param>
    /// <param name="scores">Token scores by request name.</param>
    /// <param name="pools">Continuations by request name.</param>
    /// <param name="hidden">What the defence hides of the tokens of a request, where texts were decoded for it; null for what was not.</param>
    /// <param name="listed">What filters of the output look for; null for the document itself.</param>
    /// <param name="leavesOut">Whether hidden tokens are left out, of the reference, too; else they get the largest value that they can have.</param>
    public DefendedEvidence(
        Defence? defence, IReadOnlyDictionary<string, TokenScores> scores, IReadOnlyDictionary<string, SamplePool> pools,
        Func<string, HiddenTokens?> hidden, ListedTexts? listed, bool leavesOut)
    {
        _defence = defence;
        foreach (var (name, one) in scores)
        {
            Add(name, one, hidden(name));
        }

        if (leavesOut)
        {
            LeaveOut(scores, hidden);
        }

        foreach (var (name, pool) in pools)
        {
            Add(name, pool, listed);
        }
    }

    public IReadOnlyDictionary<string, TokenScores> Scores => _scores;

    public IReadOnlyDictionary<string, SamplePool> Pools => _pools;

    /// <summary>Why evidence that there is cannot be had any more; null if that is not so.</summary>
    public string? WhyNot(string name) => _hidden.GetValueOrDefault(name);

    private void Add(string name, TokenScores scores, HiddenTokens? hidden)
    {
        var role = RoleOf(name);
        if (_defence is null || (role != ModelRole.Target && !(role.IsPair && _defence.ShowsLess)))
        {
            _scores.Add(name, scores);
        }
        else if (role.IsPair)
        {
            _hidden.Add(name, $"{_defence.Id} cannot be simulated on {role} evidence, of which the store keeps results only");
        }
        else if (!scores.Columns.HasFlag(_defence.Columns))
        {
            _hidden.Add(name, $"{_defence.Id} cannot be simulated: the endpoint did not return {_defence.Columns & ~scores.Columns}");
        }
        else if (_defence.ShownTokens is not null && hidden is null)
        {
            _hidden.Add(name, $"{_defence.Id} is not known, because the text could not be decoded once more");
        }
        else if (_defence.Apply(scores, hidden) is { } left)
        {
            _scores.Add(name, left);
        }
        else
        {
            _hidden.Add(name, $"the endpoint {_defence.Meaning}");
        }
    }

    /// <summary>Takes the places that are hidden of the target out of what every model says of the same tokens.</summary>
    private void LeaveOut(IReadOnlyDictionary<string, TokenScores> scores, Func<string, HiddenTokens?> hidden)
    {
        var target = $"{ModelRole.Target.Name}/";
        foreach (var name in _scores.Keys.Where(name => name.StartsWith(target, StringComparison.Ordinal)).ToList())
        {
            if (_defence?.Shown(scores[name], hidden(name)) is not { } shown)
            {
                continue;
            }

            foreach (var same in _scores.Keys.Where(other => other[other.IndexOf('/', StringComparison.Ordinal)..] == name[(target.Length - 1)..]).ToList())
            {
                if (shown.Contains(true) && scores[same].Tokens.AsSpan().SequenceEqual(scores[name].Tokens))
                {
                    _scores[same] = _scores[same].Only(shown);
                }
                else
                {
                    _scores.Remove(same);
                    _hidden[same] = shown.Contains(true) ? "its tokens are others than the target's" : "the endpoint shows none of its tokens";
                }
            }
        }
    }

    private void Add(string name, SamplePool pool, ListedTexts? listed)
    {
        var left = _defence is null || RoleOf(name) != ModelRole.Target
            ? pool
            : _defence.Apply(pool, listed ?? new ListedTexts([pool.Text.Beginning + pool.Text.Rest]));
        if (left.Pool is { } kept)
        {
            _pools.Add(name, kept);
        }
        else
        {
            _hidden.Add(name, left.Reason ?? "");
        }
    }

    private static ModelRole RoleOf(string name) => new(name[..name.IndexOf('/', StringComparison.Ordinal)]);
}
