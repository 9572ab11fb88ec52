using System.Text.Json;

namespace LlmMiaProbe.Reporting;

/// <summary>Receives records one after another, each as the properties of a JSON object.</summary>
internal interface IRecordLines
{
    void Write(Action<Utf8JsonWriter> properties);
}
