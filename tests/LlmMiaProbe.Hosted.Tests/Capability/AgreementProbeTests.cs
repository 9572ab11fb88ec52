using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LlmMiaProbe.Models;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests.Capability;

/// <summary>Given text is scored by the model that generates, or its scores are not used.</summary>
[Collection(NativeCollection.Name)]
public sealed partial class AgreementProbeTests
{
    [Theory]
    [InlineData(EndpointShape.Vllm, 0.3)]
    [InlineData(EndpointShape.OpenAi, 0.3)]
    [InlineData(EndpointShape.Sglang, 2)]
    [InlineData(EndpointShape.Tgi, 0.3)]
    [InlineData(EndpointShape.Together, 1)]
    public async Task Given_text_that_is_scored_by_another_model_than_generates_is_not_scored(EndpointShape shape, double apart)
    {
        await using var endpoint = await Lab.ServeAsync(shape);
        endpoint.Wire = (request, text) => ScoresGiven(request.Body) ? Encoding.UTF8.GetBytes(Moved(text, _ => -apart)) : null;
        var model = await Lab.InspectAsync(endpoint);
        var found = model.Capability;
        Assert.Equal((AccessLevel.GeneratedLogProbs, null), (found.Access, found.PromptRoute));
        Assert.Matches(
            string.Create(CultureInfo.InvariantCulture, $@"^its log-probabilities of given text and those of the same tokens when it generates them differ by {apart:0.00} nats a token on average over \d+ tokens, where 0\.15 is allowed, so they are not of one model"),
            found.Disagreement);
        Assert.Contains(found.Disagreement ?? "", found.Findings[0], StringComparison.Ordinal);
        Assert.Contains(found.Disagreement ?? "", Assert.Throws<PrerequisiteException>(() => Lab.Models.OpenScorer(model, null)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EndpointShape.Vllm, 0.05, 0)]
    [InlineData(EndpointShape.OpenAi, 0.05, 0)]
    [InlineData(EndpointShape.Sglang, 0.05, 0)]
    [InlineData(EndpointShape.Vllm, 0, 0.1)]
    [InlineData(EndpointShape.OpenAi, 0, 0.5)]
    public async Task Noise_and_rounding_are_no_other_model(EndpointShape shape, double noise, double step)
    {
        await using var endpoint = await Lab.ServeAsync(shape, settings => settings with { RoundingStep = step });
        var random = new Random(3);
        endpoint.Wire = (_, text) => noise > 0 ? Encoding.UTF8.GetBytes(Moved(text, _ => ((2 * random.NextDouble()) - 1) * noise)) : null;
        var found = (await Lab.InspectAsync(endpoint)).Capability;
        Assert.Equal((AccessLevel.PromptLogProbs, null), (found.Access, found.Disagreement));
        Assert.DoesNotContain(found.Findings, finding => finding.Contains("could not be held against", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_generated_tokens_are_not_reported_that_is_said()
    {
        await using var endpoint = await Lab.ServeAsync(EndpointShape.Vllm);
        endpoint.Wire = (request, text) => request.Body.ContainsKey("logprobs") ? Encoding.UTF8.GetBytes(LogProbs().Replace(text, "\"logprobs\":null")) : null;
        var found = (await Lab.InspectAsync(endpoint)).Capability;
        Assert.NotNull(found.PromptRoute);
        Assert.Contains("log-probabilities of given text could not be held against those of the same text when it is generated (the endpoint does not report those of generated tokens)", found.Findings);
    }

    private static bool ScoresGiven(System.Text.Json.Nodes.JsonObject body) =>
        body.ContainsKey("prompt_logprobs") || body.ContainsKey("echo") || body.ContainsKey("return_logprob") || body["parameters"]?["decoder_input_details"] is not null;

    // Every log-probability of whatever shape, and none above 0.
    private static string Moved(string text, Func<double, double> by) => Number().Replace(text, match =>
        match.Groups[1].Value + Math.Min(0, double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) is var value ? value + by(value) : 0).ToString("R", CultureInfo.InvariantCulture));

    [GeneratedRegex(@"([:\[,])(-\d+(?:\.\d+)?(?:E-?\d+)?)")]
    private static partial Regex Number();

    [GeneratedRegex(@"""logprobs"":\{.*?\]\}(?=[,}])")]
    private static partial Regex LogProbs();
}
