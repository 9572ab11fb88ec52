using LlmMiaProbe.Generation;
using LlmMiaProbe.Prompts;
using LlmMiaProbe.Questions;

namespace LlmMiaProbe.Core.Tests.Questions;

public sealed class QuestionRouteTests
{
    public static TheoryData<string> Names => [.. QuestionRoute.All.Select(route => route.Name)];

    [Fact]
    public void Every_method_has_one_route_and_every_prompt_is_asked_by_somebody()
    {
        Assert.Equal(["cloze", "continue", "decop", "guided", "quiz", "repeat"], QuestionRoute.All.Select(route => route.Name));
        var methods = typeof(IQuestionMethod).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IQuestionMethod)));
        Assert.Equal(
            methods.Select(method => method.Name).Order(StringComparer.Ordinal),
            QuestionRoute.All.Select(route => Make(route).GetType().Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            PromptSlot.All.Select(slot => slot.Name),
            QuestionRoute.All.SelectMany(route => route.Slots).Append(PromptSlot.ContinueText).Select(slot => slot.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_route_says_what_a_user_has_to_know(string name)
    {
        var route = QuestionRoute.All.Single(route => route.Name == name);
        Assert.All(route.Help.Split('\n').Concat(route.Example.Split('\n')), line => Assert.InRange(line.Length, 0, 80));
        Assert.Equal(Make(route).NeedsWriter, route.RewritesPassages);
        Assert.Equal(route.RewritesPassages, route.Example.Contains("--paraphraser", StringComparison.Ordinal));
        Assert.NotEmpty(route.Slots);
        Assert.Distinct(route.Parameters.Select(parameter => parameter.Name));
    }

    /// <summary>A bundle spells the chat of a question, and cannot be checked where that is taken for a text to be continued.</summary>
    [Theory]
    [InlineData(AttemptPurpose.WholeWork, false)]
    [InlineData(AttemptPurpose.Secret, false)]
    [InlineData("pool(samples=3)", false)]
    [InlineData("window(start=50)", false)]
    [InlineData(AttemptPurpose.Paraphrase, true)]
    [InlineData(AttemptPurpose.Turn, true)]
    [InlineData("a-purpose-of-tomorrow", true)]
    public void What_is_no_continuation_is_a_question(string purpose, bool isQuestion) => Assert.Equal(isQuestion, AttemptPurpose.IsQuestion(purpose));

    private static IQuestionMethod Make(QuestionRoute route) => route.Create(
        PromptLibrary.BuiltIn,
        new RouteValues(route.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter switch
        {
            CountParameter count => (object)count.Usual,
            ChoiceParameter choice => choice.Choices[0],
            TextsParameter texts => texts.Usual,
            _ => throw new InvalidOperationException(),
        })),
        seed: 0);
}
