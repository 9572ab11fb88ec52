using System.Globalization;
using System.Runtime.InteropServices;
using LlmMiaProbe.Loopback;
using LlmMiaProbe.Testing.Endpoints;

// Serves a GGUF on the loopback address in the shape of a provider, to try what needs an endpoint without one:
//   dotnet run -c Release --project tests/LlmMiaProbe.Loopback -- corpora/lab/target.gguf Vllm 8000
if (args is not [var path, var shapeText, var portText] || !Enum.TryParse<EndpointShape>(shapeText, ignoreCase: true, out var shape) || !int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
{
    Console.Error.WriteLine($"usage: FILE.gguf {string.Join('|', Enum.GetNames<EndpointShape>())} PORT");
    return 2;
}

await using var endpoint = await LoopbackEndpoint.StartAsync(new ServedGguf(path), shape, port: port);
Console.WriteLine($"{Path.GetFileName(path)} as {shape} at {endpoint.Url}, model {Path.GetFileNameWithoutExtension(path)}; Ctrl+C ends it");
var ended = new TaskCompletionSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
await ended.Task;
return 0;

void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    ended.TrySetResult();
}
