using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmMiaProbe.Files;
using Microsoft.Extensions.Configuration.Json;

namespace LlmMiaProbe.Cli.Configuration;

/// <summary>A JSON file of settings. Comments and trailing commas are allowed.</summary>
internal sealed class SettingsFile
{
    private readonly string _json;
    private readonly JsonOutline _outline;

    private SettingsFile(string path, string shownPath, string json, JsonOutline outline) =>
        (Path, ShownPath, _json, _outline) = (path, shownPath, json, outline);

    public string Path { get; }

    /// <summary>The path as messages give it: relative if the file lies below the current directory.</summary>
    public string ShownPath { get; }

    /// <summary>Reads a file, or adds to <paramref name="errors"/> why it cannot be read and returns null.</summary>
    public static SettingsFile? Read(string path, string currentDirectory, List<string> errors)
    {
        var full = System.IO.Path.GetFullPath(path, currentDirectory);
        var relative = System.IO.Path.GetRelativePath(currentDirectory, full);
        var shown = relative.StartsWith("..", StringComparison.Ordinal) ? full : relative;
        try
        {
            var json = OutsideFile.ReadText(full);
            return new SettingsFile(full, shown, json, JsonOutline.Read(json));
        }
        catch (JsonException exception)
        {
            var line = ((exception.LineNumber ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
            errors.Add($"{shown}:{line}: this is not JSON: {WithoutPosition(exception.Message)}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{shown}: this file of settings cannot be read: {exception.Message}");
        }
        catch (PrerequisiteException exception)
        {
            errors.Add(exception.Message);
        }

        return null;
    }

    /// <summary>The file as a layer, or null with the reasons in <paramref name="errors"/>.</summary>
    public SettingLayer? ToLayer(OriginKind kind, List<string> errors)
    {
        if (!_outline.RootIsObject)
        {
            errors.Add($"{ShownPath}: expected sections in braces, such as {{ \"Run\": {{ \"Seed\": 1 }} }}");
            return null;
        }

        if (_outline.Repeated.Count > 0)
        {
            errors.AddRange(_outline.Repeated.Select(repeated => string.Create(
                CultureInfo.InvariantCulture, $"{ShownPath}:{repeated.Line}: '{repeated.Key}' is given twice; keep one")));
            return null;
        }

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(_json));
        return new SettingLayer(kind, new JsonStreamConfigurationSource { Stream = stream }, PlaceOf);
    }

    private string PlaceOf(string key) => _outline.LineOf(key) is { } line
        ? string.Create(CultureInfo.InvariantCulture, $"{ShownPath}:{line}")
        : ShownPath;

    private static string WithoutPosition(string message)
    {
        var at = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return at < 0 ? message : message[..at];
    }
}
