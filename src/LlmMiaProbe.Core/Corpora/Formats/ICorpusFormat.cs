namespace LlmMiaProbe.Corpora;

internal interface ICorpusFormat
{
    /// <summary>The paths this format takes, for messages.</summary>
    string Accepted { get; }

    bool Accepts(string path);

    /// <summary>Looks at the source as a whole before anything is read.</summary>
    /// <exception cref="PrerequisiteException">It cannot be opened.</exception>
    /// <exception cref="ConfigurationException">Nothing in it could be a document.</exception>
    void Require(CorpusFile file);

    /// <summary>Documents and defects in the order of the file; blank lines give neither. Ids may repeat.</summary>
    /// <exception cref="PrerequisiteException">The file cannot be read any further.</exception>
    IEnumerable<CorpusRecord> Read(CorpusFile file);
}
