package dev.syncline.planted.bench;

public final class PlantedBench {}
