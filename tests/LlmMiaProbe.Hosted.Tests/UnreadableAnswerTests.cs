using System.Text;
using System.Text.RegularExpressions;
using LlmMiaProbe.Decoding;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests;

/// <summary>Answers that hold what no answer should: one document fails, after one request, and the others are scored.</summary>
public sealed partial class UnreadableAnswerTests
{
    public static TheoryData<string, string> Answers => new()
    {
        { "bytes", "the endpoint's answer holds bytes that are no UTF-8 (from byte " },
        { "body", "the endpoint's answer holds bytes that are no UTF-8 (from byte 0 on), so it cannot be read" },
        { "surrogate", "the endpoint's answer holds half of a character (a surrogate alone) in a text at byte " },
        { "name", "the endpoint's answer holds half of a character (a surrogate alone) in a text at byte " },
        { "twice", "the endpoint's answer gives two values the same name, so it cannot be read" },
        { "deep", "the endpoint's answer is nested deeper than 64 levels, so it cannot be read" },
        { "-Infinity", "the endpoint gives -Infinity as the log-probability of token 3" },
        { "NaN", "the endpoint gives NaN as the log-probability of token 3" },
        { "Infinity", "the endpoint gives Infinity as the log-probability of token 3" },
        { "\"NaN\"", "the endpoint gives NaN as the log-probability of token 3" },
        { "\"much\"", "the endpoint gives the text 'much' as the log-probability of token 3" },
        { "-1e999", "the endpoint gives -1e999 as the log-probability of token 3" },
        { "true", "the endpoint gives true or false as the log-probability of token 3" },
        { "{}", "the endpoint gives no number as the log-probability of token 3" },
        { "null", "the endpoint returns null for the log-probability of token 3 of " },
        { "-99999999999999999999", "the endpoint returns -1E+20 where it has no log-probability" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task One_unreadable_answer_is_one_failed_document_and_resume_does_not_meet_it_as_a_surprise(string what, string sentence)
    {
        await using var scene = await HostedRun.StartAsync();
        scene.Endpoint.Wire = (request, text) => (string?)request.Body["prompt"] == HostedRun.TextOf(5) ? Spoilt(text, what) : null;
        var run = await scene.Runner().RunAsync(scene.Settings(), CancellationToken.None);
        var failure = Assert.Single(scene.Store.ReadFailures(run));
        Assert.Equal("d5", failure.Document);
        Assert.StartsWith(sentence, failure.Reason, StringComparison.Ordinal);
        Assert.All(scene.Asked, asked => Assert.Equal(1, asked));
        Assert.Equal((HostedRun.Documents - 1, 1), (scene.Record(run).Counts.Scored, scene.Record(run).Counts.Failed));
        Assert.Equal(Enumerable.Range(0, HostedRun.Documents).Where(i => i != 5).Select(i => (double?)HostedRun.LossOf(i)), scene.Losses(run).Where(loss => loss is not null));
    }

    [Theory]
    [InlineData("bytes")]
    [InlineData("surrogate")]
    [InlineData("NaN")]
    public async Task An_unreadable_reply_is_one_failed_attempt(string what)
    {
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), EndpointShape.Chat);
        using var chat = Lab.Models.OpenChat(await Lab.Models.InspectAsync(Lab.Settings(endpoint, "scripted") with { Concurrency = 1 }, CancellationToken.None));
        endpoint.Wire = (request, text) => request.Body.ToJsonString().Contains("question 1", StringComparison.Ordinal) ? Spoilt(text, what) : null;
        var questions = Enumerable.Range(0, 3).Select(i => new ChatRequest([ChatMessage.User($"question {i}")], 2, DecodingScheme.Greedy) { TopLogProbs = 3 }).ToList();
        var replies = new List<ChatReply>();
        await foreach (var reply in chat.AskAllAsync(questions, CancellationToken.None))
        {
            replies.Add(reply);
        }

        Assert.Equal([false, true, false], replies.Select(reply => reply.Failure is not null));
        Assert.StartsWith("the endpoint", replies[1].Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_of_usage_that_are_no_numbers_end_nothing()
    {
        await using var scene = await HostedRun.StartAsync();
        scene.Endpoint.Wire = (_, text) => Encoding.UTF8.GetBytes(Usage().Replace(text, "\"prompt_tokens\":\"many\",\"completion_tokens\":-1e999"));
        var run = await scene.Runner().RunAsync(scene.Settings(), CancellationToken.None);
        Assert.Equal(HostedRun.Documents, scene.Record(run).Counts.Scored);
    }

    private static byte[] Spoilt(string text, string what) => what switch
    {
        "body" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
        "bytes" => [.. Encoding.UTF8.GetBytes(text[..text.IndexOf("\"object\":\"", StringComparison.Ordinal)]), .. "\"x\":\""u8, 0xFF, 0xFE, .. "\","u8, .. Encoding.UTF8.GetBytes(text[text.IndexOf("\"object\":\"", StringComparison.Ordinal)..])],
        "surrogate" => Encoding.UTF8.GetBytes(text.Replace("\"object\":\"", "\"x\":\"\\ud83d alone\",\"object\":\"", StringComparison.Ordinal)),
        "name" => Encoding.UTF8.GetBytes(text.Replace("\"object\":\"", "\"\\udc00\":1,\"object\":\"", StringComparison.Ordinal)),
        "twice" => Encoding.UTF8.GetBytes(text.Replace("\"object\":\"", "\"object\":1,\"object\":\"", StringComparison.Ordinal)),
        "deep" => Encoding.UTF8.GetBytes(text.Replace("\"object\":\"", $"\"x\":{new string('[', 500)}{new string(']', 500)},\"object\":\"", StringComparison.Ordinal)),
        _ => Encoding.UTF8.GetBytes(WithThird(text, what)),
    };

    // Of the tokens that have one; vLLM names the likeliest beside the given one, so the last number of the place is the given token's.
    private static string WithThird(string text, string value)
    {
        if (!text.Contains("prompt_logprobs", StringComparison.Ordinal))
        {
            return LogProb().Replace(text, $"\"logprob\":{value}", 1);
        }

        var places = Places().Matches(text[text.IndexOf("\"prompt_logprobs\"", StringComparison.Ordinal)..]);
        var place = places[2].Value;
        return text.Replace(place, LogProb().Replace(place, $"\"logprob\":{value}"), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"""prompt_tokens"":\d+,""completion_tokens"":\d+")]
    private static partial Regex Usage();

    [GeneratedRegex(@"""logprob"":-?[\d.E+-]+")]
    private static partial Regex LogProb();

    [GeneratedRegex(@"\{(""\d+"":\{[^{}]*\},?)+\}")]
    private static partial Regex Places();
}
