namespace LlmMiaProbe.Cli.Configuration;

internal enum SettingType
{
    Text,
    Integer,
    Number,

    /// <summary>true or false.</summary>
    Switch,

    /// <summary>One of <see cref="SettingDefinition.Choices"/>.</summary>
    Choice,
    TextList,
}
