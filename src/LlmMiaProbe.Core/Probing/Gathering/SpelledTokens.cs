using System.Buffers;
using LlmMiaProbe.Models;

namespace LlmMiaProbe.Probing;

/// <summary>
/// Counts documents that spell special tokens of the target's vocabulary, such as <c>&lt;|endoftext|&gt;</c>. They are tokenised as
/// the text that they are, because whoever writes a document cannot be let to write control tokens.
/// </summary>
internal sealed class SpelledTokens
{
    private const int ShownTokens = 3;

    private readonly SearchValues<string>? _any;
    private readonly IReadOnlyList<string> _tokens;
    private readonly string _model;
    private readonly SortedSet<string> _found = new(StringComparer.Ordinal);
    private long _documents;

    /// <param name="role">Part of the model in the run; only the target's vocabulary is looked for.</param>
    /// <param name="model">The model.</param>
    public SpelledTokens(ModelRole role, ModelDescription model)
    {
        _model = model.Name;
        _tokens = role == ModelRole.Target ? model.SpecialTokens : [];
        _any = _tokens.Count == 0 ? null : SearchValues.Create([.. _tokens], StringComparison.Ordinal);
    }

    /// <summary>A sentence for people; none if no document spells one.</summary>
    public IReadOnlyList<string> Notes => _documents == 0 ? [] :
    [
        $"{(_documents == 1 ? "1 document spells" : $"{_documents} documents spell")} special tokens of {_model} "
        + $"({string.Join(", ", _found.Take(ShownTokens))}{(_found.Count > ShownTokens ? ", …" : "")}): "
            + "they were tokenised as plain text, not as these tokens. "
            + "If training had the tokens themselves there, the scores are of other tokens than it saw.",
    ];

    public void Look(string text)
    {
        if (_any is null || !text.AsSpan().ContainsAny(_any))
        {
            return;
        }

        _documents++;
        _found.UnionWith(_tokens.Where(token => text.Contains(token, StringComparison.Ordinal)));
    }
}
