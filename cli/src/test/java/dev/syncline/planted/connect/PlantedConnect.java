package dev.syncline.planted.connect;

public final class PlantedConnect {}
