using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;

namespace LlmMiaProbe.Hosted;

/// <summary>
/// The keys that this process has read, so that none is in anything that it prints, keeps or believes: as such, URL-encoded,
/// in base64 at any offset, and as JSON writes it. Safe for concurrent use.
/// </summary>
public static class EndpointSecrets
{
    internal const string Mask = "********";

    // A shorter one is a word, and taking it out would garble every sentence.
    private const int ShortestInMessages = 6;

    // Local servers are often asked with a word for a key, which their models may say.
    private const int ShortestInAnswers = 8;

    private static ImmutableArray<string> s_forms = [];

    /// <summary>A text without the keys.</summary>
    public static string Scrub(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return s_forms.Aggregate(text, (scrubbed, form) => scrubbed.Replace(form, Mask, StringComparison.Ordinal));
    }

    /// <summary>Whether a part of an answer repeats a key.</summary>
    internal static bool IsIn(string text) => s_forms.Any(form => form.Length >= ShortestInAnswers && text.Contains(form, StringComparison.Ordinal));

    /// <summary>Part of an answer without the keys.</summary>
    internal static string ScrubAnswer(string text) => s_forms.Where(form => form.Length >= ShortestInAnswers)
        .Aggregate(text, (scrubbed, form) => scrubbed.Replace(form, Mask, StringComparison.Ordinal));

    internal static void Add(string secret)
    {
        var forms = secret.Split('\n', StringSplitOptions.TrimEntries).Append(secret).Where(part => part.Length >= ShortestInMessages).SelectMany(Forms);
        foreach (var form in forms.Where(form => form.Length >= ShortestInMessages))
        {
            // The longest first: one form may begin with another.
            ImmutableInterlocked.Update(ref s_forms, known => known.Contains(form) ? known : [.. known.Add(form).OrderByDescending(one => one.Length)]);
        }
    }

    private static IEnumerable<string> Forms(string secret)
    {
        yield return secret;
        foreach (var encoded in new[] { Uri.EscapeDataString(Whole(secret)), WebUtility.UrlEncode(secret) })
        {
            yield return encoded;
            yield return LowerHex(encoded);
        }

        yield return JsonEncodedText.Encode(Whole(secret)).ToString();
        if (secret.Length < ShortestInAnswers)
        {
            yield break;
        }

        var bytes = Encoding.UTF8.GetBytes(secret);
        for (var offset = 0; offset < 3; offset++)
        {
            // Only the characters that what stands before and behind it has no part in.
            var text = Convert.ToBase64String([.. new byte[offset], .. bytes])[(((offset * 8) + 5) / 6)..((offset + bytes.Length) * 8 / 6)];
            yield return text;
            yield return text.Replace('+', '-').Replace('/', '_');
        }
    }

    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string LowerHex(string encoded) => string.Concat(encoded.Select((c, i) =>
        (i > 0 && encoded[i - 1] == '%') || (i > 1 && encoded[i - 2] == '%') ? char.ToLowerInvariant(c) : c));
}
