using System.Text;
using System.Text.RegularExpressions;

namespace LlmMiaProbe.Gates;

/// <summary>Cuts a gate into tokens. Never fails: what begins no token is one of its own.</summary>
internal static partial class GateTokens
{
    public static List<GateToken> Of(string text)
    {
        var tokens = new List<GateToken>();
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var token = Next(text, at);
            tokens.Add(token);
            at = token.End;
        }

        tokens.Add(new GateToken(GateTokenKind.End, "", text.TrimEnd().Length));
        return tokens;
    }

    private static GateToken Next(string text, int at)
    {
        if (Word().Match(text, at) is { Success: true } word)
        {
            return new GateToken(GateTokenKind.Word, word.Value, at);
        }

        if (Number().Match(text, at) is { Success: true } number)
        {
            return new GateToken(GateTokenKind.Number, number.Value, at);
        }

        if (Relation().Match(text, at) is { Success: true } relation)
        {
            return new GateToken(relation.Value == "=" ? GateTokenKind.Equal : GateTokenKind.Relation, relation.Value, at);
        }

        var kind = text[at] switch { '(' => GateTokenKind.Open, ')' => GateTokenKind.Close, ',' => GateTokenKind.Comma, _ => GateTokenKind.Unknown };
        var length = Rune.TryGetRuneAt(text, at, out var rune) ? rune.Utf16SequenceLength : 1;
        return new GateToken(kind, text.Substring(at, length), at);
    }

    // Words hold hyphens and digits, as ids of attacks do, and dots, as delta.auc.low does.
    [GeneratedRegex(@"\G[A-Za-z_][A-Za-z0-9_.\-]*")]
    private static partial Regex Word();

    [GeneratedRegex(@"\G[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?%?")]
    private static partial Regex Number();

    // Together, so that == and != are one sign that is not known rather than two.
    [GeneratedRegex(@"\G[<>=!~]+")]
    private static partial Regex Relation();
}
