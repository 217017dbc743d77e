package dev.syncline.planted.cli;

public final class PlantedCli {}
