using System.Globalization;
using System.Runtime.InteropServices;
using LlmMiaProbe.Loopback;
using LlmMiaProbe.Testing.Endpoints;

// Serves a GGUF on the loopback address in the shape of a provider, to try what needs an endpoint without one, and if
// asked with one of the lies that endpoints tell:
//   dotnet run -c Release --project tests/LlmMiaProbe.Loopback -- corpora/lab/target.gguf Vllm 8000 [Zeros]
if (args is not [var path, var shapeText, var portText, ..] || args.Length > 4
    || !Enum.TryParse<EndpointShape>(shapeText, ignoreCase: true, out var shape)
    || !int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
    || !Enum.TryParse<EndpointDefect>(args.ElementAtOrDefault(3) ?? nameof(EndpointDefect.None), ignoreCase: true, out var defect))
{
    Console.Error.WriteLine($"usage: FILE.gguf {string.Join('|', Enum.GetNames<EndpointShape>())} PORT [{string.Join('|', Enum.GetNames<EndpointDefect>())}]");
    return 2;
}

await using var endpoint = await LoopbackEndpoint.StartAsync(new ServedGguf(path), shape, settings => settings with { Defect = defect }, port);
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
