using LlmMiaProbe.Models;

namespace LlmMiaProbe.Questions;

/// <summary>A way to judge documents by what a model replies to questions about them, for models that return text only.</summary>
public interface IQuestionMethod
{
    /// <summary>Kebab-case with every parameter, such as <c>decop(orders=24,passages=30,words=96)</c>.</summary>
    string Id { get; }

    /// <summary>Names of the scores of a document, the headline first.</summary>
    IReadOnlyList<string> Measures { get; }

    /// <summary>Whether it asks what the model can emit, rather than whether it knows the document from others.</summary>
    bool IsExtraction { get; }

    /// <summary>Whether it needs a model that writes paraphrases.</summary>
    bool NeedsWriter { get; }

    /// <summary>Whether it needs that model for these documents, of which some may bring their paraphrases along.</summary>
    bool NeedsWriterFor(IReadOnlyList<AskedDocument> documents) => NeedsWriter;

    /// <summary>
    /// Why its questions about a document depend on more than that document, a clause, so that it cannot be asked in parts; null if they do not.
    /// </summary>
    string? WhyWhole => null;

    /// <summary>What the documents would cost; asks nothing.</summary>
    /// <param name="documents">Those under test and the controls.</param>
    /// <param name="tokenizer">Counts what is given.</param>
    QuestionCost CostOf(IReadOnlyList<AskedDocument> documents, ITextTokenizer tokenizer);

    /// <summary>Asks and scores. What the log holds is not asked again.</summary>
    /// <param name="target">The model under test.</param>
    /// <param name="writer">The model that writes paraphrases; null unless it needs one.</param>
    /// <param name="documents">Those under test and the controls.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    Task<MethodAnswers> AskAsync(Asker target, Asker? writer, IReadOnlyList<AskedDocument> documents, CancellationToken cancellationToken);
}
