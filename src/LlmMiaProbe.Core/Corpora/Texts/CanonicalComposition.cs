using System.Text;

namespace LlmMiaProbe.Corpora;

/// <summary>
/// Normalisation form C of Unicode Standard Annex 15. The product runs without a globalisation library, where
/// <see cref="string.Normalize()"/> returns its input unchanged; this does not depend on one.
/// Characters assigned after the Unicode version named in the table are left as they are.
/// </summary>
internal static class CanonicalComposition
{
    // Every code point below this one is a boundary: it neither changes nor joins the one before it.
    private const int FirstJoining = 0x300;

    private static readonly CanonicalTable Table = CanonicalTable.Load();

    /// <summary>The text in form C; the same instance if it already was. Unpaired surrogates are left alone.</summary>
    public static string Compose(string text)
    {
        var joining = NextJoining(text, 0);
        if (joining < 0)
        {
            return text;
        }

        var composed = new StringBuilder(text.Length);
        var copied = 0;
        var points = new List<int>();
        while (joining >= 0)
        {
            var start = PreviousBoundary(text, joining, copied);
            composed.Append(text, copied, start - copied);
            copied = joining;
            while (copied < text.Length && !IsBoundary(text, copied))
            {
                copied += WidthAt(text, copied);
            }

            points.Clear();
            for (var position = start; position < copied; position += WidthAt(text, position))
            {
                Decompose(PointAt(text, position), points);
            }

            Order(points);
            Join(points);
            foreach (var point in points)
            {
                Append(composed, point);
            }

            joining = NextJoining(text, copied);
        }

        composed.Append(text, copied, text.Length - copied);
        return composed.ToString();
    }

    private static int NextJoining(string text, int position)
    {
        while (position < text.Length)
        {
            var skipped = text.AsSpan(position).IndexOfAnyExceptInRange('\0', (char)(FirstJoining - 1));
            if (skipped < 0)
            {
                return -1;
            }

            position += skipped;
            if (!IsBoundary(text, position))
            {
                return position;
            }

            position += WidthAt(text, position);
        }

        return -1;
    }

    // The code point just before a joining one is a boundary, or was copied already.
    private static int PreviousBoundary(string text, int joining, int copied)
    {
        if (joining == copied)
        {
            return joining;
        }

        var before = joining - 1;
        return before > copied && char.IsLowSurrogate(text[before]) && char.IsHighSurrogate(text[before - 1]) ? before - 1 : before;
    }

    private static bool IsBoundary(string text, int position)
    {
        var point = PointAt(text, position);
        return point < FirstJoining || !(Table.IsJoining(point) || Hangul.IsTrailing(point));
    }

    private static void Decompose(int point, List<int> points)
    {
        if (Hangul.TryDecompose(point, points))
        {
            return;
        }

        if (Table.Decompositions.TryGetValue(point, out var parts))
        {
            Decompose(parts.First, points);
            if (parts.Second != 0)
            {
                Decompose(parts.Second, points);
            }
        }
        else
        {
            points.Add(point);
        }
    }

    private static void Order(List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            var end = start;
            while (end < points.Count && Table.CombiningClass(points[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                // OrderBy is stable, as the annex requires.
                var ordered = points.GetRange(start, end - start).OrderBy(Table.CombiningClass).ToList();
                for (var i = 0; i < ordered.Count; i++)
                {
                    points[start + i] = ordered[i];
                }
            }

            start = end;
        }
    }

    private static void Join(List<int> points)
    {
        var starter = -1;
        var previousClass = -1;
        var kept = 0;
        for (var next = 0; next < points.Count; next++)
        {
            var point = points[next];
            var combining = Table.CombiningClass(point);
            var blocked = previousClass != -1 && (previousClass == 0 || previousClass >= combining);
            if (starter >= 0 && !blocked && TryJoin(points[starter], point, out var joined))
            {
                points[starter] = joined;
                continue;
            }

            points[kept] = point;
            (starter, previousClass) = combining == 0 ? (kept, -1) : (starter, combining);
            kept++;
        }

        points.RemoveRange(kept, points.Count - kept);
    }

    private static bool TryJoin(int first, int second, out int joined) =>
        Hangul.TryJoin(first, second, out joined) || Table.Compositions.TryGetValue((first, second), out joined);

    private static int PointAt(string text, int position) =>
        WidthAt(text, position) == 2 ? char.ConvertToUtf32(text[position], text[position + 1]) : text[position];

    private static int WidthAt(string text, int position) =>
        char.IsHighSurrogate(text[position]) && position + 1 < text.Length && char.IsLowSurrogate(text[position + 1]) ? 2 : 1;

    private static void Append(StringBuilder text, int point)
    {
        if (point <= char.MaxValue)
        {
            text.Append((char)point);
        }
        else
        {
            text.Append(char.ConvertFromUtf32(point));
        }
    }
}
