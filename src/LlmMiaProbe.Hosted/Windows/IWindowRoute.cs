using LlmMiaProbe.Hosted.Routes;
using LlmMiaProbe.Scoring;

namespace LlmMiaProbe.Hosted.Windows;

/// <summary>One way to learn how likely the model behind an endpoint is to emit a suffix after a prefix.</summary>
internal interface IWindowRoute
{
    /// <summary>Stable; part of every evidence key.</summary>
    string Policy { get; }

    /// <summary>Windows that are worth asking about at a time.</summary>
    int WindowsAtATime { get; }

    /// <summary>Requests and tokens, given and produced, that a window takes at most.</summary>
    (int Requests, long Tokens) Cost(int prefixTokens, int suffixTokens);

    /// <summary>The scores of a suffix, and the tokens that were billed for them.</summary>
    /// <exception cref="RouteException">The endpoint's answer says nothing about this suffix; the message is a clause.</exception>
    Task<(TokenScores Scores, long Billed)> ScoreAsync(int[] prefix, int[] suffix, CancellationToken cancellationToken);
}
