namespace LlmMiaProbe.Corpora;

/// <summary>Composition of Hangul syllables from jamo by rule (Unicode Standard, section 3.12).</summary>
internal static class Hangul
{
    private const int SyllableBase = 0xAC00;
    private const int LeadBase = 0x1100;
    private const int VowelBase = 0x1161;
    private const int TailBase = 0x11A7;
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TailCount = 28;
    private const int SyllableCount = LeadCount * VowelCount * TailCount;

    /// <summary>A vowel or a tail, which joins what stands before it.</summary>
    public static bool IsTrailing(int point) =>
        point is >= VowelBase and < VowelBase + VowelCount or > TailBase and < TailBase + TailCount;

    public static bool TryDecompose(int point, List<int> points)
    {
        var index = point - SyllableBase;
        if (index is < 0 or >= SyllableCount)
        {
            return false;
        }

        points.Add(LeadBase + (index / (VowelCount * TailCount)));
        points.Add(VowelBase + (index % (VowelCount * TailCount) / TailCount));
        if (index % TailCount != 0)
        {
            points.Add(TailBase + (index % TailCount));
        }

        return true;
    }

    public static bool TryJoin(int first, int second, out int joined)
    {
        var lead = first - LeadBase;
        var vowel = second - VowelBase;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
        {
            joined = SyllableBase + (((lead * VowelCount) + vowel) * TailCount);
            return true;
        }

        var syllable = first - SyllableBase;
        var tail = second - TailBase;
        joined = first + tail;
        return syllable is >= 0 and < SyllableCount && syllable % TailCount == 0 && tail is > 0 and < TailCount;
    }
}
