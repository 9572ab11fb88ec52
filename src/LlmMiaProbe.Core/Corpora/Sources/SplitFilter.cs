using System.Text;
using System.Text.Json;

namespace LlmMiaProbe.Corpora;

/// <summary>Takes the records of one split by their field <c>split</c>, where no file name tells it.</summary>
/// <param name="asked">The split.</param>
/// <param name="source">What is read, for messages.</param>
internal sealed class SplitFilter(string asked, string source)
{
    private const int MostNames = 20;

    private readonly string _asked = SplitName.Canonical(asked);
    private readonly SortedDictionary<string, long> _seen = new(StringComparer.Ordinal);

    private long _records;
    private long _taken;

    /// <summary>Whether a record is of the split, or is broken: what is read must name it then.</summary>
    public bool Takes(ReadOnlySpan<byte> json)
    {
        if (!TryFindSplit(json, out var name))
        {
            return true;
        }

        _records++;
        if (name is null)
        {
            return false;
        }

        if (_seen.Count < MostNames || _seen.ContainsKey(name))
        {
            _seen[name] = _seen.GetValueOrDefault(name) + 1;
        }

        var takes = SplitName.Canonical(name) == _asked;
        _taken += takes ? 1 : 0;
        return takes;
    }

    public void Begin()
    {
        (_records, _taken) = (0, 0);
        _seen.Clear();
    }

    /// <summary>Says at the end of the source how many records were taken.</summary>
    /// <exception cref="ConfigurationException">None was.</exception>
    public void End(Action<string>? told)
    {
        if (_taken == 0)
        {
            throw new ConfigurationException(
                $"{source} has no split {Quotation.Of(asked)}: no file name tells a split, and "
                + (_seen.Count == 0
                    ? "no record has a field \"split\"; leave --split out."
                    : FormattableString.Invariant(
                        $"the records' field \"split\" says {string.Join(", ", _seen.Select(pair => $"{Quotation.Of(pair.Key)} ({pair.Value:N0})"))}.")));
        }

        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(source));
        told?.Invoke(
            FormattableString.Invariant($"{name}: {_taken:N0} of {_records:N0} records are of the split {Quotation.Of(asked)}")
            + " by their field \"split\"; the others are not read");
    }

    // False for what is no object; null for an object that names no split.
    private static bool TryFindSplit(ReadOnlySpan<byte> json, out string? found)
    {
        found = null;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RecordFields.MaximumDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isSplit = reader.ValueTextEquals("split"u8);
                reader.Read();
                if (isSplit)
                {
                    found = reader.TokenType == JsonTokenType.String ? reader.GetString() : Encoding.UTF8.GetString(reader.ValueSpan);
                }

                reader.Skip();
            }

            // What goes on behind the object is broken, too.
            reader.Read();
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
