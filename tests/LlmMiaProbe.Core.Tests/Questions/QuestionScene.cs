using LlmMiaProbe.Core.Tests.Generation;
using LlmMiaProbe.Corpora;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Generation;
using LlmMiaProbe.Models;
using LlmMiaProbe.Probing;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Questions;
using LlmMiaProbe.Statistics;
using LlmMiaProbe.Testing;
using MathNet.Numerics.Random;

namespace LlmMiaProbe.Core.Tests.Questions;

/// <summary>Documents of random words with names, half members and half controls, and models that are asked about them.</summary>
internal sealed class QuestionScene : IDisposable
{
    private static readonly string[] s_syllables = ["ba", "do", "ki", "lu", "me", "no", "ra", "si", "tu", "ve", "zo", "pe", "gi", "fa"];

    private readonly GenerationScene _scene = new();

    /// <param name="documents">How many of each label.</param>
    public QuestionScene(int documents) => Documents = [.. Enumerable.Range(0, 2 * documents).Select(Document)];

    public IReadOnlyList<AskedDocument> Documents { get; }

    public static PromptLibrary Prompts => PromptLibrary.BuiltIn;

    public IEnumerable<AskedDocument> Members => Documents.Where(document => document.Document.Label == Membership.Member);

    public Asker Asker(IChatModel chat, string role = "target") =>
        new(new ChatRecorder(_scene.Store, _scene.Run, chat, "0.0-test", new ManualTimeProvider()), new ModelRole(role), new RecordedProgress<ProbeProgress>());

    public IEnumerable<(AttemptUse Use, Attempt Attempt)> Logged => _scene.Store.ReadAttempts(_scene.Run);

    /// <summary>Asks and evaluates the first measure, members against controls.</summary>
    public async Task<(MethodAnswers Answers, AttackEvaluation Evaluation)> RunAsync(IQuestionMethod method, IChatModel target, IChatModel? writer = null)
    {
        var answers = await method.AskAsync(Asker(target), writer is null ? null : Asker(writer, "paraphraser"), Documents, CancellationToken.None);
        Assert.Equal(Documents.Select(document => document.Document), answers.Documents.Select(document => document.Document));
        Assert.All(answers.Documents, document => Assert.Equal(method.Measures.Count, document.Scores.Count));
        return (answers, Evaluate(method, answers).Sets[0].Evaluation);
    }

    public static MeasureEvaluation Evaluate(IQuestionMethod method, MethodAnswers answers)
    {
        var builder = new TestDesignBuilder(Mondrian.None, 0.1);
        foreach (var document in answers.Documents)
        {
            builder.Add(document.Document.ForDesign);
        }

        return MeasureEvaluation.Of(method.Measures[0], 0, answers.Documents, builder.Build(), 500, 1);
    }

    /// <summary>A number from 0 to n - 1 that depends on the text and nothing else.</summary>
    public static int Guess(string text, int n) => (int)(StableHash.Of(text) % (ulong)n);

    /// <summary>A text of other words, as many.</summary>
    public static string Rewrite(ChatRequest request)
    {
        var words = request.Messages[^1].Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^2].Split(' ');
        return string.Join(' ', words.Select((word, i) => $"{word}{request.Sample}{i % 3}"));
    }

    /// <summary>The options of a multiple-choice question.</summary>
    public static string[] Options(ChatRequest request) =>
        [.. request.Messages[^1].Text.Split("\n\n").Where(part => part.Length > 3 && part[1] == '.' && part[2] == ' ').Select(part => part[3..])];

    public void Dispose() => _scene.Dispose();

    private static AskedDocument Document(int i)
    {
        var random = new Xoshiro256StarStar(1000 + i, threadSafe: false);
        var words = Enumerable.Range(0, 130).Select(at => at switch
        {
            25 or 75 => Capitalised(Word(random, 4)),
            _ when at % 10 == 9 => Word(random, 2) + ".",
            _ => Word(random, random.Next(1, 4)),
        });
        var text = string.Join(' ', words);
        return new AskedDocument(new RunDocument(i, $"d{i}", i % 2 == 0 ? Membership.Member : Membership.NonMember, null, null, DocumentFacts.Of(text)), text);
    }

    private static string Word(Xoshiro256StarStar random, int syllables) => string.Concat(Enumerable.Range(0, syllables).Select(_ => s_syllables[random.Next(s_syllables.Length)]));

    private static string Capitalised(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
