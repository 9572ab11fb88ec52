using System.Globalization;

namespace LlmMiaProbe.Storage.Tables;

/// <summary>Points in time as ISO 8601 in UTC, to the tick.</summary>
internal static class TimeText
{
    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public static DateTimeOffset Read(string text) => DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
