using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LlmMiaProbe.Evidence;
using LlmMiaProbe.Hosted;
using LlmMiaProbe.Models;
using LlmMiaProbe.Scoring;
using LlmMiaProbe.Storage;
using LlmMiaProbe.Testing;
using LlmMiaProbe.Testing.Endpoints;

namespace LlmMiaProbe.Benchmarks;

/// <summary>
/// How busy a slow server is kept: requests in flight and time, of evidence gathered into a store, and of a client that sends the same
/// requests and does nothing else.
/// </summary>
internal static class EndpointBenchmark
{
    private const int AtATime = 64;
    private const int Context = 256;
    private const int LeastMilliseconds = 100;
    private const int MostMilliseconds = 300;

    public static async Task RunAsync(int rounds, TextWriter output)
    {
        await output.WriteLineAsync($"{AtATime} at a time; the server takes {LeastMilliseconds} to {MostMilliseconds} ms for each request, whatever it is");
        foreach (var (name, texts) in new[] { ("short", Short()), ("long", Long()) })
        {
            for (var round = 1; round <= rounds; round++)
            {
                var own = await OwnAsync(texts);
                var ideal = await IdealAsync(own.Prompts);
                await output.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: {texts.Count} texts, {own.Prompts.Count} requests; in flight on average {own.InFlight:0.0}, ideal {ideal.InFlight:0.0}; time {own.Seconds:0.0} s, ideal {ideal.Seconds:0.0} s; ideal/own {ideal.Seconds / own.Seconds:P1}; in flight by tenths of the time {string.Join(' ', own.Tenths.Select(tenth => tenth.ToString("0", CultureInfo.InvariantCulture)))}"));
            }
        }
    }

    private static List<string> Short() => [.. Enumerable.Range(0, 3000).Select(i => $"Text number {i.ToString(CultureInfo.InvariantCulture)} of the short ones.")];

    private static List<string> Long() =>
        [.. Enumerable.Range(0, 60).Select(text => string.Join(' ', Enumerable.Range(0, 500 + (text * 7 % 400)).Select(i => (i * 7919 % 10007).ToString(CultureInfo.InvariantCulture))))];

    private static async Task<Measured> OwnAsync(List<string> texts)
    {
        using var folder = new TemporaryFolder();
        using var store = SqliteProbeStore.Open($"{folder.Path}/probe.db");
        await using var server = await Server.StartAsync();
        var capability = new EndpointCapability
        {
            Access = AccessLevel.PromptLogProbs,
            ReportedModel = "scripted",
            PromptRoute = "completions with prompt_logprobs",
            Columns = ScoreColumns.Rank | ScoreColumns.Top1,
            AddsBos = true,
            TokensPerByte = 1,
        };
        var model = new HostedModel(new EndpointSettings { Url = server.Endpoint.Url, Model = "scripted", Concurrency = AtATime }, capability);
        using var scorer = new HostedModels(TimeProvider.System).OpenScorer(model, Context);
        await foreach (var answer in new EvidenceGatherer(store, scorer).GatherAsync(
            texts.Select((text, i) => EvidenceQuestion.Of(i, scorer.Prepare(text))), CancellationToken.None))
        {
            if (answer.Failure is { } failure)
            {
                throw new InvalidOperationException(failure);
            }
        }

        return server.Result();
    }

    private static async Task<Measured> IdealAsync(IReadOnlyList<string> prompts)
    {
        await using var server = await Server.StartAsync();
        using var client = new HttpClient();
        await Parallel.ForEachAsync(prompts, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (prompt, cancellationToken) =>
        {
            var body = new JsonObject { ["model"] = "scripted", ["prompt"] = prompt, ["max_tokens"] = 1, ["prompt_logprobs"] = 1 };
            using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var reply = await client.PostAsync(new Uri($"{server.Endpoint.Url}/completions"), content, cancellationToken);
            await reply.Content.ReadAsByteArrayAsync(cancellationToken);
        });
        return server.Result();
    }

    /// <param name="Prompts">What was asked.</param>
    /// <param name="InFlight">Requests, on average over the time.</param>
    /// <param name="Seconds">From the first request to the last answer.</param>
    /// <param name="Tenths">Requests in flight on average, in each tenth of the time.</param>
    private sealed record Measured(IReadOnlyList<string> Prompts, double InFlight, double Seconds, IReadOnlyList<double> Tenths);

    /// <summary>Counts what is in flight.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly Lock _gate = new();
        private readonly Random _delays = new(1);
        private readonly List<(long Begin, long End)> _spans = [];

        private Server(LoopbackEndpoint endpoint) => Endpoint = endpoint;

        public LoopbackEndpoint Endpoint { get; }

        public static async Task<Server> StartAsync()
        {
            var server = new Server(await LoopbackEndpoint.StartAsync(new ScriptedServedModel(contextTokens: Context), EndpointShape.Vllm));
            server.Endpoint.Before = server.DelayAsync;
            return server;
        }

        public Measured Result()
        {
            var (begin, end) = (_spans.Min(span => span.Begin), _spans.Max(span => span.End));
            var tenth = (end - begin) / 10.0;
            double InFlight(double from, double to) => _spans.Sum(span => Math.Max(0, Math.Min(span.End, to) - Math.Max(span.Begin, from))) / (to - from);
            return new Measured(
                [.. Endpoint.Requests.Select(request => request.Body["prompt"]?.GetValue<string>()).OfType<string>()],
                InFlight(begin, end),
                Stopwatch.GetElapsedTime(begin, end).TotalSeconds,
                [.. Enumerable.Range(0, 10).Select(i => InFlight(begin + (i * tenth), begin + ((i + 1) * tenth)))]);
        }

        public ValueTask DisposeAsync() => Endpoint.DisposeAsync();

        private async Task DelayAsync(LoopbackRequest request)
        {
            int milliseconds;
            var begin = Stopwatch.GetTimestamp();
            lock (_gate)
            {
                milliseconds = _delays.Next(LeastMilliseconds, MostMilliseconds + 1);
            }

            await Task.Delay(milliseconds);
            lock (_gate)
            {
                _spans.Add((begin, Stopwatch.GetTimestamp()));
            }
        }
    }
}
