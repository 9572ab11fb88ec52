namespace LlmMiaProbe.Corpora;

internal interface ICorpusFormat
{
    /// <summary>What the file holds, for a sentence that says what was recognised.</summary>
    string Words { get; }

    /// <summary>Looks at the source as a whole before anything is read.</summary>
    /// <exception cref="PrerequisiteException">It cannot be opened.</exception>
    /// <exception cref="ConfigurationException">Nothing in it could be a document.</exception>
    void Require(CorpusFile file);

    /// <summary>Documents and defects in the order of the file; blank lines give neither. Ids may repeat.</summary>
    /// <exception cref="PrerequisiteException">The file cannot be read any further.</exception>
    /// <exception cref="DamagedContentException">What is packed in it cannot be unpacked any further.</exception>
    IEnumerable<CorpusRecord> Read(CorpusFile file);
}
