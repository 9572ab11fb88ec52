using LlmMiaProbe.Corpora;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Similarity;

namespace LlmMiaProbe.Questions;

/// <summary>
/// Has passages rewritten by a model that the user names. What it writes is in the attempt log and is not written again. A
/// rewriting counts if it is a text of half to double the words that differs from the passage and from the others.
/// </summary>
/// <param name="writer">The model that writes.</param>
/// <param name="prompt">Has the variable <c>passage</c>.</param>
/// <param name="purpose">See <see cref="Generation.AttemptPurpose"/>.</param>
/// <param name="seed">Of the samples.</param>
internal sealed class PassageWriter(Asker writer, PromptTemplate prompt, string purpose, int seed)
{
    private static readonly DecodingScheme s_scheme = new() { Temperature = 0.7 };

    /// <summary>For each passage of each document the rewritings, or why there are not enough; and what came back.</summary>
    /// <param name="documents">Cut into passages.</param>
    /// <param name="words">Words of a passage.</param>
    /// <param name="most">Passages of a document at most.</param>
    /// <param name="count">Rewritings of each.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    public async Task<(IReadOnlyList<(AskedDocument Document, RewrittenPassage Passage)> Written, ReplyTally Replies)> WriteAsync(
        IReadOnlyList<AskedDocument> documents, int words, int most, int count, CancellationToken cancellationToken)
    {
        var passages = documents
            .SelectMany(document => Passages.Of(document.Text, words, most).Select(passage => (Document: document, Text: passage)))
            .ToList();
        var questions = passages
            .SelectMany(
                passage => Enumerable.Range(0, count).Select(sample => ((ContentHash?)passage.Document.Hash, Request(prompt, passage.Text, seed, sample))))
            .ToList();
        var replies = await writer.AskAsync(purpose, questions, cancellationToken);
        var judged = replies.Select((reply, i) => JudgedReply.Of(reply, passages[i / count].Text)).ToList();
        return ([.. passages.Select((passage, i) => (passage.Document, Check(passage.Text, judged.GetRange(i * count, count))))], ReplyTally.Of(judged));
    }

    /// <summary>A document as one passage, with the paraphrases that the data set gives of it.</summary>
    public static RewrittenPassage Given(AskedDocument document)
    {
        var paraphrases = document.Paraphrases;
        var known = new HashSet<string>(StringComparer.Ordinal) { ComparisonForm.Of(document.Text) };
        return paraphrases.All(text => known.Add(ComparisonForm.Of(text)))
            ? new RewrittenPassage(document.Text, paraphrases, null)
            : new RewrittenPassage(document.Text, [], "an option of the data set is the passage itself or another one again");
    }

    /// <summary>What a rewriting costs.</summary>
    public static QuestionCost CostOf(ITextTokenizer tokenizer, PromptTemplate prompt, string passage)
    {
        var request = Request(prompt, passage, 0, 0);
        return new QuestionCost(0, 0, 0, 1, tokenizer.Count(request.Messages) + request.MaxTokens);
    }

    private static ChatRequest Request(PromptTemplate prompt, string passage, int seed, int sample) =>
        new(prompt.Fill(("passage", passage)), (QuestionCost.Tokens(passage) * 3 / 2) + 16, s_scheme, seed, sample) { PromptHash = prompt.Hash };

    private static RewrittenPassage Check(string passage, List<JudgedReply> replies)
    {
        var words = WordNumbering.ReadAlone(passage).Count;
        var (texts, known) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal) { ComparisonForm.Of(passage) });
        foreach (var judged in replies)
        {
            var text = judged.Reply.Text.Trim();
            if (judged.Kind != ReplyKind.Answered)
            {
                return new RewrittenPassage(passage, [], $"a rewriting was {ReplyTally.Word(judged.Kind)}");
            }

            var length = WordNumbering.ReadAlone(text).Count;
            if (length * 2 < words || length > words * 2)
            {
                return new RewrittenPassage(passage, [], "a rewriting has less than half or more than double the words");
            }

            if (!known.Add(ComparisonForm.Of(text)))
            {
                return new RewrittenPassage(passage, [], "a rewriting is the passage itself or another one again");
            }

            texts.Add(text);
        }

        return new RewrittenPassage(passage, texts, null);
    }
}

/// <summary>A passage of a document and its rewritings.</summary>
/// <param name="Passage">As it stands in the document.</param>
/// <param name="Rewritings">As many as were asked for, or none.</param>
/// <param name="Reason">Why there are none; else null.</param>
internal sealed record RewrittenPassage(string Passage, IReadOnlyList<string> Rewritings, string? Reason);
