namespace LlmMiaProbe.Similarity;

/// <summary>Equal symbols at both ends belong to some best alignment, so they can be set aside.</summary>
internal static class CommonEnds
{
    /// <summary>Cuts them off and returns how many they are.</summary>
    public static int Cut(ref ReadOnlySpan<int> first, ref ReadOnlySpan<int> second)
    {
        var head = first.CommonPrefixLength(second);
        first = first[head..];
        second = second[head..];
        var tail = 0;
        while (tail < Math.Min(first.Length, second.Length) && first[^(tail + 1)] == second[^(tail + 1)])
        {
            tail++;
        }

        first = first[..^tail];
        second = second[..^tail];
        return head + tail;
    }
}
