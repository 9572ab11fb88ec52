using LlmMiaProbe.Words;

namespace LlmMiaProbe.Corpora;

/// <summary>A part of a corpus that is no document: an unreadable line, a repeated id, a file of a folder that is not read.</summary>
/// <param name="File">File name as the user gave it.</param>
/// <param name="Line">1-based; 0 if the whole file is meant.</param>
/// <param name="Reason">One sentence without the location.</param>
public sealed record CorpusDefect(string File, long Line, string Reason)
{
    /// <summary>One sentence on one line.</summary>
    public string Reason { get; init; } = SafeText.OneLine(Reason);

    /// <summary>A file that no format of a folder's documents takes, rather than something that should be a document and cannot be read.</summary>
    public bool IsLeftOut { get; init; }

    /// <summary>File and line to show, on one line whatever the file is called.</summary>
    public string Location => SafeText.OneLine(Line > 0 ? $"{File}:{Line}" : File);

    /// <summary>Stops where reading is strict and this was to be a document; a file that is left out stops nothing.</summary>
    /// <exception cref="ConfigurationException">It does.</exception>
    public void RequireLenient(bool strict)
    {
        if (strict && !IsLeftOut)
        {
            throw new ConfigurationException($"{Location}: {Reason} (--strict stops at the first such line; leave it out to skip and count them).");
        }
    }
}
