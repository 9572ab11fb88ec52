using LlmMiaProbe.Probing;
using LlmMiaProbe.Words;

namespace LlmMiaProbe.Extraction;

/// <summary>What draws came to, in sentences.</summary>
public static class DrawStatement
{
    /// <summary>What the columns of a table of draws hold.</summary>
    public static string Caption(ExtractionSettings settings) =>
        $"{Figures.Count(settings.Draws, "draw")} after each prefix "
        + $"({(settings.Schemes.Count == 0 ? "the model's own distribution" : settings.DrawScheme.Id)}) within an edit distance of "
        + $"{Figures.Count(settings.Epsilon, "token")} from the suffix; windows with at least one; the window with most";

    /// <summary>What no hit rules out, and what failed; nothing if there is nothing to say.</summary>
    public static IEnumerable<string> Notes(DrawSummary drawn)
    {
        if (drawn.Together.BoundWithoutHit is { } together && drawn.BoundOfOne is { } one)
        {
            yield return $"No draw of the {drawn.Role} is close: with 95% confidence its probability to come close is at most "
                + $"{Figures.Percent(together)} on average over these windows, and at most {Figures.Percent(one)} for any one of them "
                + "named beforehand. More draws can find what these did not.";
        }

        if (drawn.Failed > 0)
        {
            yield return $"{Figures.Count(drawn.Failed, "draw")} of the {drawn.Role} failed and do not count.";
        }
    }
}
