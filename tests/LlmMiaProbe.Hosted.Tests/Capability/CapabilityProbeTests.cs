using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Hosted.Tests.Capability;

[Collection(NativeCollection.Name)]
public sealed class CapabilityProbeTests
{
    [Theory]
    [InlineData(EndpointShape.OpenAi, "completions with echo", ScoreColumns.Top1, 20, 20)]
    [InlineData(EndpointShape.Vllm, "completions with prompt_logprobs", ScoreColumns.Rank | ScoreColumns.Top1, 20, 20)]
    [InlineData(EndpointShape.Together, "completions with echo beside choices", ScoreColumns.Top1, 20, 20)]
    [InlineData(EndpointShape.Fireworks, "completions with echo", ScoreColumns.Top1, 5, 5)]
    [InlineData(EndpointShape.Sglang, "generate with input_token_logprobs", ScoreColumns.Top1, 20, 20)]
    [InlineData(EndpointShape.Tgi, "generate with prefill", ScoreColumns.None, 20, 20)]
    public async Task Every_way_to_score_given_text_is_found(EndpointShape shape, string route, ScoreColumns columns, int completionTop, int chatTop)
    {
        await using var endpoint = await Lab.ServeAsync(shape);
        var found = (await Lab.InspectAsync(endpoint)).Capability;
        Assert.Equal(AccessLevel.PromptLogProbs, found.Access);
        Assert.Equal(route, found.PromptRoute);
        Assert.Equal(columns, found.Columns);
        Assert.Equal((completionTop, chatTop), (found.CompletionTopLogProbs, found.ChatTopLogProbs));
        Assert.True(found is { AddsBos: true, HasCompletions: true, HasChat: true, RepeatsSeeds: true, FollowsTemperature: false });
        Assert.Equal(0, found.NoiseFloor);
        Assert.Null(found.RoundingStep);
        Assert.InRange(found.TokensPerByte ?? 0, 0.15, 0.5);
    }

    [Theory]
    [InlineData(EndpointShape.Chat)]
    [InlineData(EndpointShape.LlamaServer)]
    public async Task Tokens_a_byte_follow_from_what_is_billed_and_not_from_what_is_not(EndpointShape shape)
    {
        // A token a byte, and some that the template adds.
        await using var endpoint = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), shape);
        var model = await Lab.Models.InspectAsync(Lab.Settings(endpoint, "scripted"), CancellationToken.None);
        Assert.Equal(1, model.Capability.TokensPerByte);
        Assert.Equal("tokens estimated from the endpoint's usage figures (1 a byte)", model.TokenCounts);

        await using var silent = await LoopbackEndpoint.StartAsync(new ScriptedServedModel(), shape, settings => settings with { Defect = EndpointDefect.NoUsage });
        var other = await Lab.Models.InspectAsync(Lab.Settings(silent, "scripted"), CancellationToken.None);
        Assert.Null(other.Capability.TokensPerByte);
        Assert.Equal("tokens estimated at four bytes each", other.TokenCounts);
    }

    [Fact]
    public async Task Servers_that_show_their_tokens_alike_have_one_tokenizer()
    {
        await using var one = await Lab.ServeAsync(EndpointShape.Vllm);
        await using var other = await Lab.ServeAsync(EndpointShape.Vllm);
        Assert.Equal((await Lab.InspectAsync(one)).Capability.Tokenizer, (await Lab.InspectAsync(other)).Capability.Tokenizer);
    }

    [Theory]
    [InlineData(EndpointDefect.Zeros)]
    [InlineData(EndpointDefect.Sentinels)]
    [InlineData(EndpointDefect.Nulls)]
    public async Task Placeholders_for_generated_tokens_are_no_log_probabilities_either(EndpointDefect defect)
    {
        await using var endpoint = await Lab.ServeAsync(EndpointShape.OpenAi, settings => settings with { Defect = defect });
        var found = (await Lab.InspectAsync(endpoint)).Capability;
        Assert.Equal((AccessLevel.TextOnly, 0, 0), (found.Access, found.CompletionTopLogProbs, found.ChatTopLogProbs));
        Assert.Equal(found.Findings, found.Findings.Distinct());
    }

    [Theory]
    [InlineData(EndpointDefect.EchoIgnored, "completions with echo: the endpoint takes echo and does not repeat the text")]
    [InlineData(EndpointDefect.GeneratedInsteadOfPrompt, "completions with echo: the endpoint returns no token of the text")]
    [InlineData(EndpointDefect.Zeros, "completions with echo: the endpoint returns 0 for every token, so these are no log-probabilities")]
    [InlineData(EndpointDefect.Sentinels, "completions with echo: the endpoint returns -9999 where it has no log-probability")]
    [InlineData(EndpointDefect.Nulls, "completions with echo: the endpoint returns null for the log-probability of token 1 of")]
    [InlineData(EndpointDefect.OrderIgnored, "completions with echo: the log-probabilities hardly depend on the order of the words")]
    [InlineData(EndpointDefect.ChatShaped, "completions with echo: the endpoint answers completions with a chat message, so it puts the text into a template")]
    public async Task Every_lie_is_found_and_said(EndpointDefect defect, string finding)
    {
        await using var endpoint = await Lab.ServeAsync(EndpointShape.OpenAi, settings => settings with { Defect = defect });
        var model = await Lab.InspectAsync(endpoint);
        Assert.NotEqual(AccessLevel.PromptLogProbs, model.Capability.Access);
        Assert.Contains(model.Capability.Findings, found => found.StartsWith(finding, StringComparison.Ordinal));
        var error = Assert.Throws<PrerequisiteException>(() => Lab.Models.OpenScorer(model, null));
        Assert.Contains(finding, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_llama_server_takes_echo_and_gives_generated_tokens_only()
    {
        await using var endpoint = await Lab.ServeAsync(EndpointShape.LlamaServer);
        var found = (await Lab.InspectAsync(endpoint)).Capability;
        Assert.Equal(AccessLevel.GeneratedLogProbs, found.Access);
        Assert.Contains("completions with echo: the endpoint takes echo and returns log-probabilities of generated tokens only", found.Findings);
        Assert.Equal(20, found.CompletionTopLogProbs);
        Assert.Equal("llama-server b1", found.Server);
    }

    [Theory]
    [InlineData(EndpointShape.Chat, 3, AccessLevel.GeneratedLogProbs)]
    [InlineData(EndpointShape.ChatText, 0, AccessLevel.TextOnly)]
    public async Task A_chat_gives_what_it_gives(EndpointShape shape, int top, AccessLevel access)
    {
        await using var endpoint = await Lab.ServeAsync(shape, settings => settings with { TopLogProbs = 3 });
        var found = (await Lab.InspectAsync(endpoint)).Capability;
        Assert.Equal((access, top, false), (found.Access, found.ChatTopLogProbs, found.HasCompletions));
    }

    [Theory]
    [InlineData(EndpointShape.OpenAi, 20, 0.01)]
    [InlineData(EndpointShape.OpenAi, 20, 0.1)]
    [InlineData(EndpointShape.LlamaServer, 5, 0.1)]
    [InlineData(EndpointShape.LlamaServer, 1, 0.1)]
    public async Task Rounding_is_found_however_few_alternatives_there_are(EndpointShape shape, int top, double step)
    {
        await using var endpoint = await Lab.ServeAsync(shape, settings => settings with { RoundingStep = step, TopLogProbs = top });
        Assert.Equal(step, (await Lab.InspectAsync(endpoint)).Capability.RoundingStep);
    }

    [Fact]
    public async Task A_model_that_nothing_knows_is_an_error_that_says_what_was_tried()
    {
        await using var endpoint = await Lab.ServeAsync(EndpointShape.Tgi);
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => Lab.Models.InspectAsync(Lab.Settings(endpoint) with { Url = new Uri(endpoint.Url, "/nowhere") }, CancellationToken.None));
        Assert.Contains("answers nothing that is asked of the model target", error.Message, StringComparison.Ordinal);
    }
}
